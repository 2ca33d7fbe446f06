/* hostile.c: a guest that does to its mailbox what the host's fuzzer tells it, and then knocks at a port. */
#include "microlight.h"

ML_RAW_HOST_FUNCTION(Numbers, "fuzz", "iUb>I")
ML_RAW_HOST_FUNCTION(Texts, "fuzz", "ssy>sy")
ML_RAW_HOST_FUNCTION(None, "fuzz", ">")
ML_MEMORY(small, 0x200000000, 4096, 16 << 20)
ML_MEMORY(empty, 0x300000000, 0, 0)

enum { RETURN, HOST_CALL, GROW, ABORT };
typedef struct { uint32_t offset, bytes; uint64_t value; } write;
typedef struct { uint32_t action, code, repeat, count; write writes[64]; } script;

static script todo;

ML_RAW_FUNCTION(Attack, "y>")
{
    ml_view view = ml_argument_ml_view(0);
    memcpy(&todo, view.data, view.length < sizeof todo ? view.length : sizeof todo);
    do {
        for (uint32_t i = 0; i < todo.count && i < 64; i++)
            memcpy((uint8_t *)ML_MAILBOX + todo.writes[i].offset, &todo.writes[i].value, todo.writes[i].bytes & 7 ? todo.writes[i].bytes & 7 : 8);
        switch (todo.action) {
        case HOST_CALL: __asm__ volatile("outb %%al, %0" ::"N"(ML_PORT_HOST_CALL) : "memory"); break;
        case GROW: __asm__ volatile("outb %%al, %0" ::"N"(ML_PORT_MEMORY_GROW) : "memory"); break;
        case ABORT: ml_abort(todo.code);
        }
    } while (todo.repeat-- > 0);
}

/* The same function under other signatures: other results for the host to read. */
#define ALIAS(NAME, SIGNATURE) ML_RECORD("functions") static const ml_function_record record_##NAME = { #NAME, ml_entry_Attack, SIGNATURE };
ALIAS(AttackNumbers, "y>iUbf")
ALIAS(AttackText, "y>s")
ALIAS(AttackPayloads, "y>sysy")

ML_FUNCTION(uint64_t, Check, (uint64_t, value)) { return value * 3; }
