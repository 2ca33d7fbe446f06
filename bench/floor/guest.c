/* guest.c: the guest functions that Microlight's side of bench/run floor calls; the floor has the same in machine code. */
#include "microlight.h"

ML_HOST_FUNCTION_OF("bench", void, Nothing)

ML_FUNCTION(void, Empty)
{
}

ML_FUNCTION(void, CallHost, (int32_t, times))
{
    while (times-- > 0) Nothing();
}

/* Dirties `pages` pages of the heap besides what a call dirties anyway. */
ML_FUNCTION(void, Touch, (int32_t, pages))
{
    volatile uint8_t *heap = ml_allocate((size_t)pages * 4096);
    for (int32_t i = 0; i < pages; i++) heap[(size_t)i * 4096] = 0x5a;
}

ML_FUNCTION(void, Take, (ml_view, bytes)) { (void)bytes; }

ML_RAW_FUNCTION(Give, "u>y") { ml_return_space(ml_argument_uint32_t(0)); }

ML_FUNCTION(void, Spin)
{
    for (;;) __asm__ volatile("");
}
