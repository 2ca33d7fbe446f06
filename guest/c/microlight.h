/*
 * microlight.h: what a Microlight guest written in C needs. Freestanding; link with microlight.c and guest.ld.
 *
 *   ML_IMPORT(host_print, "", "HostPrint", "s>i");
 *   ML_FUNCTION(PrintOutput, "s>i")
 *   {
 *       ML_CALL(host_print, ml_str_argument(mailbox, 0));
 *       ml_return(mailbox, ml_i32(ml_host_i32(mailbox, 0)));
 *   }
 *
 * Signatures have one letter per type, parameters, '>', results:
 *   i int32  u uint32  I int64  U uint64  f float  d double  b bool  s string (UTF-8)  y bytes
 * The numbers below are those of docs/abi.md (src/Microlight/Abi/MailboxLayout.cs); a test compares them.
 */
#ifndef MICROLIGHT_H
#define MICROLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ML_ABI_VERSION = 1, ML_SLOTS = 128 };

enum ml_type {
    ML_INT32 = 1, ML_UINT32 = 2, ML_INT64 = 3, ML_UINT64 = 4, ML_FLOAT32 = 5, ML_FLOAT64 = 6, ML_BOOL = 7, ML_STRING = 8, ML_BYTES = 9,
};

enum ml_port { ML_PORT_HOST_CALL = 0x10, ML_PORT_CALL_DONE = 0x11, ML_PORT_MEMORY_GROW = 0x12, ML_PORT_ABORT = 0x13 };

/* One argument or result as it lies in the mailbox. For strings and bytes, bits is the payload's offset in the buffer. */
typedef struct {
    uint64_t bits;
    uint32_t length;
    uint32_t type;
} ml_slot;

/* Shared with the host. The calls of one guest function share the buffer: copy a payload to keep it past the first host call. */
typedef struct {
    uint32_t version;
    uint32_t buffer_size;
    uint64_t generation; /* changes at every restore */
    uint32_t call_argument_count;
    uint32_t call_result_count;
    uint32_t host_call_import;
    uint32_t host_call_argument_count;
    uint32_t host_call_result_count;
    uint32_t reserved0;
    uint32_t grow_region;
    uint32_t reserved1;
    uint64_t grow_delta;
    uint64_t grow_result;
    uint8_t reserved2[0x400 - 0x40];
    ml_slot call_slots[ML_SLOTS];
    ml_slot host_call_slots[ML_SLOTS];
    uint8_t reserved3[0x2000 - 0x1400];
    uint8_t buffer[];
} ml_mailbox;

_Static_assert(offsetof(ml_mailbox, grow_result) == 0x38, "mailbox header");
_Static_assert(offsetof(ml_mailbox, call_slots) == 0x400, "call slots");
_Static_assert(offsetof(ml_mailbox, host_call_slots) == 0xc00, "host call slots");
_Static_assert(offsetof(ml_mailbox, buffer) == 0x2000, "buffer");

/* A value on its way out of the guest; made by ml_i32 and its like. */
typedef struct {
    enum ml_type type;
    uint32_t length;
    uint64_t bits; /* the number, or the address of the payload */
} ml_value;

static inline ml_value ml_i32(int32_t x) { return (ml_value){ML_INT32, 0, (uint32_t)x}; }
static inline ml_value ml_u32(uint32_t x) { return (ml_value){ML_UINT32, 0, x}; }
static inline ml_value ml_i64(int64_t x) { return (ml_value){ML_INT64, 0, (uint64_t)x}; }
static inline ml_value ml_u64(uint64_t x) { return (ml_value){ML_UINT64, 0, x}; }
static inline ml_value ml_f32(float x) { union { float f; uint32_t u; } v = {x}; return (ml_value){ML_FLOAT32, 0, v.u}; }
static inline ml_value ml_f64(double x) { union { double f; uint64_t u; } v = {x}; return (ml_value){ML_FLOAT64, 0, v.u}; }
static inline ml_value ml_bool(bool x) { return (ml_value){ML_BOOL, 0, x}; }
static inline ml_value ml_str(const char *text, uint32_t length) { return (ml_value){ML_STRING, length, (uintptr_t)text}; }
static inline ml_value ml_bytes(const void *data, uint32_t length) { return (ml_value){ML_BYTES, length, (uintptr_t)data}; }

/* Arguments of the guest call. Strings are not zero-terminated: pointer and length. */
static inline int32_t ml_i32_argument(const ml_mailbox *m, unsigned i) { return (int32_t)m->call_slots[i].bits; }
static inline uint32_t ml_u32_argument(const ml_mailbox *m, unsigned i) { return (uint32_t)m->call_slots[i].bits; }
static inline int64_t ml_i64_argument(const ml_mailbox *m, unsigned i) { return (int64_t)m->call_slots[i].bits; }
static inline uint64_t ml_u64_argument(const ml_mailbox *m, unsigned i) { return m->call_slots[i].bits; }
static inline float ml_f32_argument(const ml_mailbox *m, unsigned i) { union { uint32_t u; float f; } v = {(uint32_t)m->call_slots[i].bits}; return v.f; }
static inline double ml_f64_argument(const ml_mailbox *m, unsigned i) { union { uint64_t u; double f; } v = {m->call_slots[i].bits}; return v.f; }
static inline bool ml_bool_argument(const ml_mailbox *m, unsigned i) { return m->call_slots[i].bits != 0; }
static inline ml_value ml_str_argument(const ml_mailbox *m, unsigned i)
{
    return ml_str((const char *)m->buffer + m->call_slots[i].bits, m->call_slots[i].length);
}
static inline ml_value ml_bytes_argument(const ml_mailbox *m, unsigned i)
{
    return ml_bytes(m->buffer + m->call_slots[i].bits, m->call_slots[i].length);
}

/* Results of the last host call; the same forms. */
static inline int32_t ml_host_i32(const ml_mailbox *m, unsigned i) { return (int32_t)m->host_call_slots[i].bits; }
static inline uint32_t ml_host_u32(const ml_mailbox *m, unsigned i) { return (uint32_t)m->host_call_slots[i].bits; }
static inline int64_t ml_host_i64(const ml_mailbox *m, unsigned i) { return (int64_t)m->host_call_slots[i].bits; }
static inline uint64_t ml_host_u64(const ml_mailbox *m, unsigned i) { return m->host_call_slots[i].bits; }
static inline float ml_host_f32(const ml_mailbox *m, unsigned i) { union { uint32_t u; float f; } v = {(uint32_t)m->host_call_slots[i].bits}; return v.f; }
static inline double ml_host_f64(const ml_mailbox *m, unsigned i) { union { uint64_t u; double f; } v = {m->host_call_slots[i].bits}; return v.f; }
static inline bool ml_host_bool(const ml_mailbox *m, unsigned i) { return m->host_call_slots[i].bits != 0; }
static inline ml_value ml_host_str(const ml_mailbox *m, unsigned i)
{
    return ml_str((const char *)m->buffer + m->host_call_slots[i].bits, m->host_call_slots[i].length);
}
static inline ml_value ml_host_bytes(const ml_mailbox *m, unsigned i)
{
    return ml_bytes(m->buffer + m->host_call_slots[i].bits, m->host_call_slots[i].length);
}

/* Records of the image's tables; ML_RECORD keeps the compiler from padding between them. */
#define ML_RECORD(name) __attribute__((section(name), used, aligned(8)))
typedef struct { const char *name; void (*function)(ml_mailbox *); const char *signature; } ml_function_record;
typedef struct { const char *module, *name, *signature; } ml_import_record;
typedef struct { uint64_t address, initial_bytes, maximum_bytes, flags; } ml_memory_record;

/* Defines a guest function; its parameter is ml_mailbox *mailbox. */
#define ML_FUNCTION(function, text) \
    static void function(ml_mailbox *mailbox); \
    ML_RECORD(".microlight.functions") static const ml_function_record ml_function_##function = {#function, function, text}; \
    static void function(ml_mailbox *mailbox)

/* Declares a host function; native guests import from module "". */
#define ML_IMPORT(import, module, name, text) \
    ML_RECORD(".microlight.imports") static const ml_import_record import[1] = {{module, name, text}}

/* Declares a memory region: address a multiple of 2 MiB, sizes multiples of 4096. Regions are numbered in link order from 0. */
#define ML_MEMORY(memory, address, initial, maximum) \
    ML_RECORD(".microlight.memories") static const ml_memory_record memory[1] = {{address, initial, maximum, 0}}

/* Calls a host function; what follows the import are ml_values. Results are then read with ml_host_i32 and its like. */
#define ML_CALL(import, ...) \
    ml_host_call(mailbox, (import), (const ml_value[]){__VA_ARGS__}, sizeof((const ml_value[]){__VA_ARGS__}) / sizeof(ml_value))

void ml_host_call(ml_mailbox *mailbox, const ml_import_record *import, const ml_value *arguments, uint32_t count);

/* Sets the guest call's results: one, or several. */
void ml_return(ml_mailbox *mailbox, ml_value result);
void ml_return_many(ml_mailbox *mailbox, const ml_value *results, uint32_t count);

/* Asks for more memory in a region; a multiple of 4096. Returns the old size in bytes, or UINT64_MAX if refused. */
uint64_t ml_grow(ml_mailbox *mailbox, uint32_t region, uint64_t bytes);

/* Ends the call as a trap with this code. */
_Noreturn void ml_abort(uint32_t code);

#endif
