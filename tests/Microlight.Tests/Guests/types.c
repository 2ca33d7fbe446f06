/* A guest in C for the tests: every type through the guest and back, several results, host calls in a row, memory, abort. */
#include "microlight.h"

ML_IMPORT(Describe, "", "iuIUfdbsy>s")
ML_IMPORT(Twice, "", "i>i")

ML_GUEST_FUNCTION(All, "iuIUfdbsy>s")
{
    ml_push_int32(ml_int32_argument(0));
    ml_push_uint32(ml_uint32_argument(1));
    ml_push_int64(ml_int64_argument(2));
    ml_push_uint64(ml_uint64_argument(3));
    ml_push_float32(ml_float32_argument(4));
    ml_push_float64(ml_float64_argument(5));
    ml_push_boolean(ml_boolean_argument(6));
    ml_push_string(ml_string_argument(7));
    ml_push_bytes(ml_bytes_argument(8));
    ml_host_call(Describe);
    ml_return_string(ml_string_result(0));
}

ML_GUEST_FUNCTION(Several, ">iuIUfdbsy")
{
    static const uint8_t bytes[] = {1, 2, 3};
    ml_return_int32(-1);
    ml_return_uint32(2);
    ml_return_int64(-3);
    ml_return_uint64(4);
    ml_return_float32(5.5f);
    ml_return_float64(6.25);
    ml_return_boolean(true);
    ml_return_string(ML_STRING_LITERAL("seven"));
    ml_return_bytes((ml_bytes){bytes, sizeof bytes});
}

ML_GUEST_FUNCTION(Power, "ii>i")
{
    int32_t value = ml_int32_argument(0);
    for (int32_t n = ml_int32_argument(1); n > 0; n--) {
        ml_push_int32(value);
        ml_host_call(Twice);
        value = ml_int32_result(0);
    }
    ml_return_int32(value);
}

static uint64_t counter;

ML_GUEST_FUNCTION(Count, ">U") { ml_return_uint64(++counter); }

/* Allocates and fills as many bytes; the sum of what it reads back. */
ML_GUEST_FUNCTION(Allocate, "U>U")
{
    uint64_t bytes = ml_uint64_argument(0), sum = 0;
    uint8_t *memory = memset(ml_allocate(bytes), 1, bytes);
    for (uint64_t i = 0; i < bytes; i++) sum += memory[i];
    ml_return_uint64(sum);
}

ML_GUEST_FUNCTION(WrongArgument, "i>i") { ml_return_int64(ml_int64_argument(0)); }

ML_GUEST_FUNCTION(Abort, "u>") { ml_abort(ml_uint32_argument(0)); }
