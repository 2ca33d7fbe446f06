/* guest.c: the guest functions that Microlight's side of bench/run floor calls; the floor has the same in machine code. */
#include "microlight.h"

ML_IMPORT(Nothing, "bench", ">")

ML_GUEST_FUNCTION(Empty, ">")
{
}

ML_GUEST_FUNCTION(CallHost, ">")
{
    ml_host_call(Nothing);
}

/* Dirties `pages` pages of the heap besides what a call dirties anyway. */
ML_GUEST_FUNCTION(Touch, "i>")
{
    int32_t pages = ml_int32_argument(0);
    volatile uint8_t *heap = ml_allocate((size_t)pages * 4096);
    for (int32_t i = 0; i < pages; i++) heap[(size_t)i * 4096] = 0x5a;
}
