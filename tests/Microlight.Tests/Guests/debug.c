/* A guest in C for debuggers, compiled so that every variable is where the source says. */
#pragma GCC optimize("O0")
#include "microlight.h"

ML_HOST_FUNCTION(void, Check)

static int32_t total;

static int32_t add(int32_t left, int32_t right)
{
    int32_t sum = left + right;
    total += sum;
    return sum;
}

ML_FUNCTION(int32_t, Sum, (int32_t, count))
{
    int32_t result = 0;
    for (int32_t i = 1; i <= count; i++)
        result = add(result, i);
    Check();
    return result;
}

ML_FUNCTION(int32_t, Total) { return total; }

static volatile bool go;

ML_FUNCTION(int32_t, Spin)
{
    while (!go) { }
    return 7;
}

ML_FUNCTION(int32_t, Read, (uint64_t, address)) { return *(volatile int32_t *)address; }

ML_FUNCTION(int32_t, GiveUp, (uint64_t, code))
{
    ml_abort((uint32_t)code);
    return 0;
}
