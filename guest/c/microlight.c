/* microlight.c: the guest library behind microlight.h, and the four functions that gcc expects of a freestanding program. */
#include "microlight.h"

/* ABI version, flags, wanted stack bytes (0: the host's choice). */
ML_RECORD(".microlight.abi") static const struct { uint32_t version, flags; uint64_t stack; } ml_abi = {ML_ABI_VERSION, 0, 0};

/* From guest.ld. */
extern const ml_import_record ml_imports_start[] __attribute__((visibility("hidden")));

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    void *start = to;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
    return start;
}

void *memmove(void *to, const void *from, size_t n)
{
    if ((uintptr_t)to - (uintptr_t)from >= n) return memcpy(to, from, n);
    for (uint8_t *t = to; n-- > 0;) t[n] = ((const uint8_t *)from)[n];
    return to;
}

void *memset(void *to, int value, size_t n)
{
    void *start = to;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(value) : "memory");
    return start;
}

int memcmp(const void *left, const void *right, size_t n)
{
    const uint8_t *l = left, *r = right;
    for (size_t i = 0; i < n; i++)
        if (l[i] != r[i]) return l[i] - r[i];
    return 0;
}

enum { ALIGNMENT = 16, ABORT_TOO_LARGE = 0x6d6c0001 };

static bool has_payload(const ml_value *value) { return value->type == ML_STRING || value->type == ML_BYTES; }

/* Fills slots. A payload that is in the buffer already stays where it is; the others are copied behind those. */
static void write_slots(ml_mailbox *mailbox, ml_slot *slots, const ml_value *values, uint32_t count)
{
    uint64_t start = (uintptr_t)mailbox->buffer, size = mailbox->buffer_size, next = 0;
    for (uint32_t i = 0; i < count; i++)
        if (has_payload(&values[i]) && values[i].bits - start < size && values[i].bits - start + values[i].length > next)
            next = values[i].bits - start + values[i].length;
    for (uint32_t i = 0; i < count; i++) {
        ml_value value = values[i];
        ml_slot slot = {value.bits, 0, value.type};
        if (has_payload(&value)) {
            slot.length = value.length;
            slot.bits = value.bits - start;
            if (slot.bits >= size) {
                slot.bits = (next + ALIGNMENT - 1) & ~(uint64_t)(ALIGNMENT - 1);
                if (slot.bits > size || value.length > size - slot.bits) ml_abort(ABORT_TOO_LARGE);
                memcpy(mailbox->buffer + slot.bits, (const void *)value.bits, value.length);
                next = slot.bits + value.length;
            }
        }
        slots[i] = slot;
    }
}

void ml_host_call(ml_mailbox *mailbox, const ml_import_record *import, const ml_value *arguments, uint32_t count)
{
    write_slots(mailbox, mailbox->host_call_slots, arguments, count);
    mailbox->host_call_import = (uint32_t)(import - ml_imports_start);
    mailbox->host_call_argument_count = count;
    __asm__ volatile("outb %%al, %0" : : "N"(ML_PORT_HOST_CALL) : "memory");
}

void ml_return_many(ml_mailbox *mailbox, const ml_value *results, uint32_t count)
{
    write_slots(mailbox, mailbox->call_slots, results, count);
    mailbox->call_result_count = count;
}

void ml_return(ml_mailbox *mailbox, ml_value result) { ml_return_many(mailbox, &result, 1); }

uint64_t ml_grow(ml_mailbox *mailbox, uint32_t region, uint64_t bytes)
{
    mailbox->grow_region = region;
    mailbox->grow_delta = bytes;
    __asm__ volatile("outb %%al, %0" : : "N"(ML_PORT_MEMORY_GROW) : "memory");
    return *(volatile uint64_t *)&mailbox->grow_result;
}

/* The host takes the return address at RSP for the site, so nothing may be pushed. */
__attribute__((naked, noreturn)) void ml_abort(uint32_t code)
{
    (void)code;
    __asm__ volatile("movl %%edi, %%eax\n\toutb %%al, %0\n\tud2" : : "N"(ML_PORT_ABORT));
}
