/* call.c: calls in both directions: slots of numbers, payloads in place, host calls, growth, abort. */
#include "internal.h"

ML_RECORD("abi") const ml_abi_record microlight_abi = { ML_ABI_VERSION, 0, 0 };

ml_mailbox *ml_box;
uint64_t ml_call_number;
static uint32_t result_count; /* results of the guest call so far */
static uint32_t pushed;       /* arguments of the next host call so far */

/* Where payloads go: behind those that views may still show or, where that is too little room, over them, up to the first new one. */
static struct { uint64_t next, end, first; bool over; } room;

static void begin_room(const ml_slot *slots, uint32_t count)
{
    room.next = 0;
    room.end = room.first = ml_box->buffer_size;
    room.over = false;
    for (uint32_t i = 0; i < count; i++)
        if (slots[i].type == ML_STRING || slots[i].type == ML_BYTES) room.next = slots[i].bits + slots[i].length;
}

void ml_begin_call(ml_mailbox *mailbox)
{
    ml_box = mailbox;
    ml_call_number++;
    result_count = pushed = 0;
    begin_room(mailbox->call_slots, mailbox->call_argument_count);
}

uint64_t ml_generation(void) { return ((ml_mailbox *)ML_MAILBOX)->generation; }

void ml_host_call(const ml_import_record *import)
{
    ml_box->host_call_import = (uint32_t)(import - ml_imports_start);
    ml_box->host_call_argument_count = pushed;
    __asm__ volatile("outb %%al, %0" ::"N"(ML_PORT_HOST_CALL) : "memory");
    pushed = 0;
    begin_room(ml_box->host_call_slots, ml_box->host_call_result_count);
}

uint64_t ml_grow(const ml_memory_record *memory, uint64_t delta)
{
    ml_mailbox *box = (ml_mailbox *)ML_MAILBOX;
    box->grow_region = (uint32_t)(memory - ml_memories_start);
    box->grow_delta = delta;
    __asm__ volatile("outb %%al, %0" ::"N"(ML_PORT_MEMORY_GROW) : "memory");
    return box->grow_result;
}

/* The host takes the site from the return address at [rsp], so nothing may be pushed here. */
__attribute__((naked)) _Noreturn void ml_abort(__attribute__((unused)) uint32_t code)
{
    __asm__("mov %%edi, %%eax\n\toutb %%al, %0\n\tud2" ::"N"(ML_PORT_ABORT));
}

void ml_set_message(const char *text, size_t length)
{
    ml_mailbox *box = (ml_mailbox *)ML_MAILBOX;
    if (length > 4096) length = 4096; /* what docs/abi.md allows, and the smallest buffer */
    memcpy(box->buffer, text, length);
    box->call_slots[0] = (ml_slot){ 0, (uint32_t)length, ML_STRING };
    box->call_result_count = 1;
}

static ml_slot argument(unsigned index, ml_type type)
{
    if (index >= ml_box->call_argument_count || ml_box->call_slots[index].type != type)
        ml_panic("an argument was read that the signature does not have, or as another type");
    return ml_box->call_slots[index];
}

static ml_slot result(unsigned index, ml_type type)
{
    if (index >= ml_box->host_call_result_count || ml_box->host_call_slots[index].type != type)
        ml_panic("a host function's result was read that its signature does not have, or as another type");
    return ml_box->host_call_slots[index];
}

static void return_slot(ml_slot slot)
{
    if (result_count == ML_MAXIMUM_SLOTS) ml_panic("more than 128 results");
    ml_box->call_slots[result_count] = slot;
    ml_box->call_result_count = ++result_count;
}

static void push_slot(ml_slot slot)
{
    if (pushed == ML_MAXIMUM_SLOTS) ml_panic("more than 128 arguments of a host function");
    ml_box->host_call_slots[pushed++] = slot;
}

/* Room for a payload in the buffer, 16-byte aligned. A view that may be written over is not read any more. */
static ml_slot reserve(const uint8_t *source, size_t length, ml_type type)
{
    uint64_t offset = (room.next + 15) & ~15ull;
    if (!room.over && (offset > room.end || length > room.end - offset)) {
        room.over = true;
        room.end = room.first;
        offset = 0;
    }
    bool is_view = (uint64_t)(source - ml_box->buffer) < ml_box->buffer_size;
    if (offset > room.end || length > room.end - offset || (room.over && is_view))
        ml_panic("strings and bytes do not fit the mailbox buffer (SandboxOptions.MailboxBufferSize)");
    if (room.first > offset) room.first = offset;
    room.next = offset + length;
    return (ml_slot){ offset, (uint32_t)length, type };
}

static ml_slot put(const void *data, size_t length, ml_type type)
{
    ml_slot slot = reserve(data, length, type);
    memcpy(ml_box->buffer + slot.bits, data, length);
    return slot;
}

uint8_t *ml_return_space(size_t length)
{
    ml_slot slot = reserve(NULL, length, ML_BYTES);
    return_slot(slot);
    return ml_box->buffer + slot.bits;
}

static uint32_t float_bits(float value) { uint32_t bits; __builtin_memcpy(&bits, &value, sizeof bits); return bits; }
static uint64_t double_bits(double value) { uint64_t bits; __builtin_memcpy(&bits, &value, sizeof bits); return bits; }
static float bits_float(uint64_t bits) { uint32_t low = (uint32_t)bits; float value; __builtin_memcpy(&value, &low, sizeof value); return value; }
static double bits_double(uint64_t bits) { double value; __builtin_memcpy(&value, &bits, sizeof value); return value; }
static uint64_t reference_bits(ml_reference value) { return value.bits; }
static ml_reference bits_reference(uint64_t bits) { return (ml_reference){ bits }; }

#define NUMBER(CTYPE, TYPE, TO_BITS, FROM_BITS)                                                                        \
    CTYPE ml_argument_##CTYPE(unsigned index) { return FROM_BITS(argument(index, TYPE).bits); }                        \
    CTYPE ml_result_##CTYPE(unsigned index) { return FROM_BITS(result(index, TYPE).bits); }                            \
    void ml_return_##CTYPE(CTYPE value) { return_slot((ml_slot){ TO_BITS(value), 0, TYPE }); }                         \
    void ml_push_##CTYPE(CTYPE value) { push_slot((ml_slot){ TO_BITS(value), 0, TYPE }); }

/* A narrow integer is extended to 64 bits by its sign; 32-bit ones have a zero high half. */
NUMBER(int8_t, ML_INT8, (uint64_t)(int64_t), (int8_t))
NUMBER(uint8_t, ML_UINT8, (uint64_t), (uint8_t))
NUMBER(int16_t, ML_INT16, (uint64_t)(int64_t), (int16_t))
NUMBER(uint16_t, ML_UINT16, (uint64_t), (uint16_t))
NUMBER(int32_t, ML_INT32, (uint32_t), (int32_t))
NUMBER(uint32_t, ML_UINT32, (uint64_t), (uint32_t))
NUMBER(int64_t, ML_INT64, (uint64_t), (int64_t))
NUMBER(uint64_t, ML_UINT64, (uint64_t), (uint64_t))
NUMBER(float, ML_FLOAT32, float_bits, bits_float)
NUMBER(double, ML_FLOAT64, double_bits, bits_double)
NUMBER(_Bool, ML_BOOLEAN, (uint64_t), (_Bool))
NUMBER(ml_reference, ML_REFERENCE, reference_bits, bits_reference)

static ml_view in_place(ml_slot slot) { return (ml_view){ ml_box->buffer + slot.bits, slot.length }; }
ml_view ml_argument_ml_view(unsigned index) { return in_place(argument(index, ML_BYTES)); }
ml_view ml_result_ml_view(unsigned index) { return in_place(result(index, ML_BYTES)); }
void ml_return_ml_view(ml_view value) { return_slot(put(value.data, value.length, ML_BYTES)); }
void ml_push_ml_view(ml_view value) { push_slot(put(value.data, value.length, ML_BYTES)); }
void ml_return_ml_bytes(ml_bytes value) { return_slot(put(value.data, value.length, ML_BYTES)); }
void ml_push_ml_bytes(ml_bytes value) { push_slot(put(value.data, value.length, ML_BYTES)); }
void ml_return_ml_string(ml_string value) { return_slot(put(value.data, value.length, ML_STRING)); }
void ml_push_ml_string(ml_string value) { push_slot(put(value.data, value.length, ML_STRING)); }

static void read_struct(ml_view view, void *target, size_t size)
{
    if (view.length != size) ml_panic("a struct arrived as bytes of another length");
    memcpy(target, view.data, size);
}

void ml_argument_struct(unsigned index, void *target, size_t size) { read_struct(ml_argument_ml_view(index), target, size); }
void ml_result_struct(unsigned index, void *target, size_t size) { read_struct(ml_result_ml_view(index), target, size); }
