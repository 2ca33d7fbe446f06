// Calls and little else: Ackermann's, Fibonacci's and Takeuchi's functions (after the shootout's recursive).
#include "bench.h"

static NOINLINE int ackermann(int m, int n)
{
    if (m == 0) return n + 1;
    return ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

static NOINLINE int fibonacci(int n) { return n < 2 ? 1 : fibonacci(n - 2) + fibonacci(n - 1); }

static NOINLINE double fibonacci_double(double n) { return n < 2 ? 1 : fibonacci_double(n - 2) + fibonacci_double(n - 1); }

static NOINLINE int takeuchi(int x, int y, int z)
{
    return y >= x ? z : takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

int main(void)
{
    uint64_t hash = 0;
    bench_start();
    hash = bench_mix(hash, ackermann(3, 9));
    hash = bench_mix(hash, fibonacci(35));
    hash = bench_mix_double(hash, fibonacci_double(33));
    hash = bench_mix(hash, takeuchi(21, 14, 7));
    bench_end();
    bench_result(hash);
}
