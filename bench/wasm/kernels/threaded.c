// A stack machine whose instructions are functions in a table, each called through it with the machine's state.
#include "bench.h"

typedef struct { int64_t stack[256]; int64_t locals[16]; int top, running; const int *pc; } Machine;
typedef void Instruction(Machine *);

static void push(Machine *m) { m->stack[m->top++] = *m->pc++; }
static void load(Machine *m) { m->stack[m->top++] = m->locals[*m->pc++]; }
static void store(Machine *m) { m->locals[*m->pc++] = m->stack[--m->top]; }
static void add(Machine *m) { m->top--, m->stack[m->top - 1] += m->stack[m->top]; }
static void subtract(Machine *m) { m->top--, m->stack[m->top - 1] -= m->stack[m->top]; }
static void multiply(Machine *m) { m->top--, m->stack[m->top - 1] *= m->stack[m->top]; }
static void modulo(Machine *m) { m->top--, m->stack[m->top - 1] %= m->stack[m->top]; }
static void xor(Machine *m) { m->top--, m->stack[m->top - 1] ^= m->stack[m->top]; }
static void less(Machine *m) { m->top--, m->stack[m->top - 1] = m->stack[m->top - 1] < m->stack[m->top]; }
static void duplicate(Machine *m) { m->stack[m->top] = m->stack[m->top - 1], m->top++; }
static void drop(Machine *m) { m->top--; }
static void jump(Machine *m) { m->pc += *m->pc; }
static void jump_if(Machine *m)
{
    int distance = *m->pc++;
    if (m->stack[--m->top] != 0) m->pc += distance;
}
static void halt(Machine *m) { m->running = 0; }

static Instruction *const table[] = { push, load, store, add, subtract, multiply, modulo, xor, less, duplicate, drop, jump, jump_if, halt };
enum { Push, Load, Store, Add, Subtract, Multiply, Modulo, Xor, Less, Duplicate, Drop, Jump, JumpIf, Halt };

static NOINLINE int64_t run(const int *code, int64_t argument)
{
    Machine machine;
    machine.top = 0;
    machine.running = 1;
    machine.pc = code;
    machine.locals[0] = argument;
    while (machine.running) table[*machine.pc++](&machine);
    return machine.locals[2];
}

int main(void)
{
    // i = 0; h = n; do { h = (h * 31 + i ^ n) % 1000003; i = i + 1; } while (i < 300000);
    static const int code[] = {
        Push, 0, Store, 1, Load, 0, Store, 2,
        Load, 2, Push, 31, Multiply, Load, 1, Add, Load, 0, Xor, Push, 1000003, Modulo, Store, 2,
        Load, 1, Push, 1, Add, Duplicate, Store, 1, Push, 300000, Less, JumpIf, -29, Halt,
    };
    uint64_t hash = 0;
    bench_start();
    for (int n = 1; n <= 2; n++) hash = bench_mix(hash, run(code, n));
    bench_end();
    bench_result(hash);
}
