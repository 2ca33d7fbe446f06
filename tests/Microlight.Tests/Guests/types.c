/* A guest in C for the tests: every type through the guest and back, several results, host calls in a row, memory, abort. */
#include "microlight.h"

ML_IMPORT(describe, "", "Describe", "iuIUfdbsy>s");
ML_IMPORT(twice, "", "Twice", "i>i");
ML_MEMORY(heap, 0x200000, 4096, 16 << 20);

ML_FUNCTION(All, "iuIUfdbsy>s")
{
    ML_CALL(describe, ml_i32(ml_i32_argument(mailbox, 0)), ml_u32(ml_u32_argument(mailbox, 1)), ml_i64(ml_i64_argument(mailbox, 2)),
        ml_u64(ml_u64_argument(mailbox, 3)), ml_f32(ml_f32_argument(mailbox, 4)), ml_f64(ml_f64_argument(mailbox, 5)),
        ml_bool(ml_bool_argument(mailbox, 6)), ml_str_argument(mailbox, 7), ml_bytes_argument(mailbox, 8));
    ml_return(mailbox, ml_host_str(mailbox, 0));
}

ML_FUNCTION(Several, ">iuIUfdbsy")
{
    static const uint8_t bytes[] = {1, 2, 3};
    ml_return_many(mailbox, (const ml_value[]){ml_i32(-1), ml_u32(2), ml_i64(-3), ml_u64(4), ml_f32(5.5f), ml_f64(6.25), ml_bool(true),
        ml_str("seven", 5), ml_bytes(bytes, sizeof bytes)}, 9);
}

ML_FUNCTION(Power, "ii>i")
{
    int32_t value = ml_i32_argument(mailbox, 0);
    for (int32_t n = ml_i32_argument(mailbox, 1); n > 0; n--) {
        ML_CALL(twice, ml_i32(value));
        value = ml_host_i32(mailbox, 0);
    }
    ml_return(mailbox, ml_i32(value));
}

static uint64_t counter;

ML_FUNCTION(Count, ">U") { ml_return(mailbox, ml_u64(++counter)); }

ML_FUNCTION(Heap, "U>U")
{
    uint64_t old = ml_grow(mailbox, 0, ml_u64_argument(mailbox, 0));
    if (old != UINT64_MAX) *(volatile uint8_t *)(heap[0].address + old) = 1;
    ml_return(mailbox, ml_u64(old));
}

ML_FUNCTION(Abort, "u>") { ml_abort(ml_u32_argument(mailbox, 0)); }
