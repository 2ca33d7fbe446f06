/* A guest in C that fails in many ways, each below a chain of calls that a backtrace must name. */
#include "microlight.h"

#define STEP __attribute__((noinline, noclone)) static

ML_HOST_FUNCTION(void, Check)
ML_MEMORY(region, 0x100000000, 64 << 10, 1 << 20)

STEP int32_t inner(int32_t how)
{
    switch (how) {
    case 0: { int32_t *volatile nowhere = (int32_t *)0x123000; return *nowhere; }
    case 1: __asm__ volatile("ud2"); return 0;
    case 2: { volatile int32_t zero = 0; return how / zero; }
    case 3: ml_abort(77);
    case 4: { int32_t (*volatile wild)(void) = (int32_t (*)(void))0x5000; return wild() + 1; }
    case 5: Check(); __asm__ volatile("ud2"); return 0;
    default: return how + 1;
    }
}

STEP int32_t middle(int32_t how) { return inner(how) * 2; }

STEP int32_t outer(int32_t how) { return middle(how) + 3; }

ML_FUNCTION(int32_t, Fail, (int32_t, how)) { return outer(how); }

static volatile bool stop;

STEP int32_t endless(int32_t depth)
{
    volatile char frame[100];
    if (stop) return 0;
    frame[0] = (char)depth;
    return endless(depth + 1) + frame[0];
}

ML_FUNCTION(int32_t, Recurse) { return endless(0); }

/* No frame, no unwind information: the first instruction of a function written by hand. */
__asm__(".text\n.type bare, @function\nbare: ud2\n.size bare, . - bare\n");
extern void bare(void);

STEP int32_t callsBare(void) { bare(); return 1; }

ML_FUNCTION(int32_t, Bare) { return callsBare(); }

/* A stack pointer that points nowhere. */
ML_FUNCTION(void, WildStack) { __asm__ volatile("mov $0x123456789abc, %%rsp\n\tud2" ::: "memory"); }

/* A frame pointer that points to itself, in code without unwind information. */
__asm__(".text\n.type circle, @function\ncircle: push %rbp\n\tmov %rsp, %rbp\n\tmov %rbp, (%rbp)\n\tlea circle(%rip), %rax\n\tmov %rax, 8(%rbp)\n\tud2\n.size circle, . - circle\n");
extern void circle(void);

ML_FUNCTION(void, Circle) { circle(); }
