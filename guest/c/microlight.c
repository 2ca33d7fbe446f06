/* microlight.c: the library behind microlight.h. One guest has one vCPU, so plain statics will do. */
#include "microlight.h"

_Static_assert(offsetof(ml_mailbox, call_slots) == 0x400, "call slots");
_Static_assert(offsetof(ml_mailbox, host_call_slots) == 0xc00, "host call slots");
_Static_assert(offsetof(ml_mailbox, grow_result) == 0x38, "grow result");
_Static_assert(offsetof(ml_mailbox, buffer) == 0x2000, "buffer");

extern const ml_import_record ml_imports_start[]; /* microlight.ld */

/* .microlight.abi */
__attribute__((section(".microlight.abi"), used))
static const struct { uint32_t version, flags; uint64_t stack_size; } abi = { ML_ABI_VERSION, 0, 0 };

/* .microlight.memories: one region, the heap of ml_allocate. */
#define HEAP_ADDRESS 0x100000000ull
#define HEAP_INITIAL (256ull << 10)
#define HEAP_MAXIMUM (1ull << 30)
__attribute__((section(".microlight.memories"), used))
static const struct { uint64_t address, initial, maximum, flags; } heap = { HEAP_ADDRESS, HEAP_INITIAL, HEAP_MAXIMUM, 0 };

static ml_mailbox *mailbox;
static uint64_t heap_next = HEAP_ADDRESS, heap_end = HEAP_ADDRESS + HEAP_INITIAL;
static uint32_t argument_count, result_count, pushed, payload;

/* The port numbers are docs/abi.md's. */
static void out_host_call(void) { __asm__ volatile("outb %%al, $0x10" ::: "memory"); }
static void out_memory_grow(void) { __asm__ volatile("outb %%al, $0x12" ::: "memory"); }

/* The host takes the site from the return address at [rsp], so nothing may be pushed here. */
__attribute__((naked)) _Noreturn void ml_abort(__attribute__((unused)) uint32_t code)
{
    __asm__("mov %edi, %eax\n\toutb %al, $0x13\n\tud2");
}

void ml_begin_call(ml_mailbox *box)
{
    mailbox = box;
    heap_next = HEAP_ADDRESS;
    argument_count = box->call_argument_count;
    result_count = pushed = payload = 0;
}

void *ml_allocate(size_t bytes)
{
    if (bytes > HEAP_MAXIMUM) ml_abort(ML_ABORT_OUT_OF_MEMORY);
    uint64_t start = heap_next, next = start + ((bytes + 15) & ~(uint64_t)15);
    if (next > heap_end) {
        uint64_t delta = (next - heap_end + 0xffff) & ~(uint64_t)0xffff;
        mailbox->grow_region = 0;
        mailbox->grow_delta = delta;
        out_memory_grow();
        if (mailbox->grow_result == UINT64_MAX) ml_abort(ML_ABORT_OUT_OF_MEMORY);
        heap_end += delta;
    }
    heap_next = next;
    return (void *)start;
}

static ml_slot read_slot(const ml_slot *slots, uint32_t count, unsigned index, ml_type type)
{
    if (index >= count || slots[index].type != type) ml_abort(ML_ABORT_BAD_ARGUMENT);
    return slots[index];
}

/* Payloads are copied: the buffer is reused by the next host call. */
static ml_bytes read_payload(const ml_slot *slots, uint32_t count, unsigned index, ml_type type)
{
    ml_slot slot = read_slot(slots, count, index, type);
    uint8_t *copy = ml_allocate(slot.length);
    memcpy(copy, mailbox->buffer + slot.bits, slot.length);
    return (ml_bytes){ copy, slot.length };
}

static void write_slot(ml_slot *slots, uint32_t *count, ml_type type, uint64_t bits, uint32_t length)
{
    if (*count == ML_MAXIMUM_SLOTS) ml_abort(ML_ABORT_BAD_ARGUMENT);
    slots[(*count)++] = (ml_slot){ bits, length, type };
}

static void write_payload(ml_slot *slots, uint32_t *count, ml_type type, const void *data, size_t length)
{
    if (length > mailbox->buffer_size - payload) ml_abort(ML_ABORT_PAYLOAD_TOO_LARGE);
    memcpy(mailbox->buffer + payload, data, length);
    write_slot(slots, count, type, payload, (uint32_t)length);
    payload += (uint32_t)length;
}

static uint32_t float_bits(float value) { uint32_t bits; memcpy(&bits, &value, sizeof bits); return bits; }
static uint64_t double_bits(double value) { uint64_t bits; memcpy(&bits, &value, sizeof bits); return bits; }
static float bits_float(uint64_t bits) { uint32_t low = (uint32_t)bits; float value; memcpy(&value, &low, sizeof value); return value; }
static double bits_double(uint64_t bits) { double value; memcpy(&value, &bits, sizeof value); return value; }

#define ARGUMENT(index, type) read_slot(mailbox->call_slots, argument_count, index, type).bits
#define RESULT(index, type) read_slot(mailbox->host_call_slots, mailbox->host_call_result_count, index, type).bits
#define RETURN(type, bits)                                                                                             \
    do {                                                                                                               \
        write_slot(mailbox->call_slots, &result_count, type, bits, 0);                                                 \
        mailbox->call_result_count = result_count;                                                                     \
    } while (0)
#define PUSH(type, bits) write_slot(mailbox->host_call_slots, &pushed, type, bits, 0)

#define NUMBER(suffix, ctype, type, to_bits, from_bits)                                                                \
    ctype ml_##suffix##_argument(unsigned index) { return from_bits(ARGUMENT(index, type)); }                          \
    ctype ml_##suffix##_result(unsigned index) { return from_bits(RESULT(index, type)); }                              \
    void ml_return_##suffix(ctype value) { RETURN(type, to_bits(value)); }                                             \
    void ml_push_##suffix(ctype value) { PUSH(type, to_bits(value)); }

NUMBER(int32, int32_t, ML_INT32, (uint32_t), (int32_t))
NUMBER(uint32, uint32_t, ML_UINT32, (uint32_t), (uint32_t))
NUMBER(int64, int64_t, ML_INT64, (uint64_t), (int64_t))
NUMBER(uint64, uint64_t, ML_UINT64, (uint64_t), (uint64_t))
NUMBER(float32, float, ML_FLOAT32, float_bits, bits_float)
NUMBER(float64, double, ML_FLOAT64, double_bits, bits_double)
NUMBER(boolean, bool, ML_BOOLEAN, (bool), (bool))

#define PAYLOAD(suffix, ctype, type, element)                                                                          \
    ctype ml_##suffix##_argument(unsigned index)                                                                       \
    {                                                                                                                  \
        ml_bytes b = read_payload(mailbox->call_slots, argument_count, index, type);                                   \
        return (ctype){ (const element *)b.data, b.length };                                                           \
    }                                                                                                                  \
    ctype ml_##suffix##_result(unsigned index)                                                                         \
    {                                                                                                                  \
        ml_bytes b = read_payload(mailbox->host_call_slots, mailbox->host_call_result_count, index, type);             \
        return (ctype){ (const element *)b.data, b.length };                                                           \
    }                                                                                                                  \
    void ml_return_##suffix(ctype value)                                                                               \
    {                                                                                                                  \
        write_payload(mailbox->call_slots, &result_count, type, value.data, value.length);                             \
        mailbox->call_result_count = result_count;                                                                     \
    }                                                                                                                  \
    void ml_push_##suffix(ctype value) { write_payload(mailbox->host_call_slots, &pushed, type, value.data, value.length); }

PAYLOAD(string, ml_string, ML_STRING, char)
PAYLOAD(bytes, ml_bytes, ML_BYTES, uint8_t)

void ml_host_call_record(const ml_import_record *import)
{
    mailbox->host_call_import = (uint32_t)(import - ml_imports_start);
    mailbox->host_call_argument_count = pushed;
    out_host_call();
    pushed = payload = 0;
}

void *memcpy(void *destination, const void *source, size_t bytes)
{
    void *d = destination;
    __asm__ volatile("rep movsb" : "+D"(d), "+S"(source), "+c"(bytes)::"memory");
    return destination;
}

void *memmove(void *destination, const void *source, size_t bytes)
{
    if ((uintptr_t)destination - (uintptr_t)source >= bytes) return memcpy(destination, source, bytes);
    uint8_t *d = destination;
    const uint8_t *s = source;
    while (bytes--) d[bytes] = s[bytes];
    return destination;
}

void *memset(void *destination, int value, size_t bytes)
{
    void *d = destination;
    __asm__ volatile("rep stosb" : "+D"(d), "+c"(bytes) : "a"(value) : "memory");
    return destination;
}

int memcmp(const void *left, const void *right, size_t bytes)
{
    const uint8_t *l = left, *r = right;
    for (size_t i = 0; i < bytes; i++)
        if (l[i] != r[i]) return l[i] - r[i];
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length]) length++;
    return length;
}
