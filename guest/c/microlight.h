/* microlight.h: write a Microlight guest in C. The contract behind it is docs/abi.md.
 *
 * A guest is a freestanding, static ELF file. It has no libc: what is declared here is all there is, and every capability is a host
 * function that the host granted. Build it with guest/c/build.sh.
 *
 *     #include "microlight.h"
 *     ML_IMPORT(HostPrint, "", "s>i")
 *     ML_GUEST_FUNCTION(Greet, "s>i")
 *     {
 *         ml_push_string(ml_string_argument(0));
 *         ml_host_call(HostPrint);
 *         ml_return_int32(ml_int32_result(0));
 *     }
 *
 * A signature is one letter per parameter, '>', one letter per result: i int32, u uint32, I int64, U uint64, f float, d double,
 * b boolean, s string (UTF-8), y bytes, r opaque reference. The host checks it before the guest runs.
 */
#ifndef MICROLIGHT_H
#define MICROLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ML_ABI_VERSION 1

/* The mailbox: docs/abi.md, "Mailbox". */
#define ML_MAILBOX 0x7e0000200000ull
#define ML_MAXIMUM_SLOTS 128

typedef struct {
    uint64_t bits;   /* the number, or the payload's offset in the buffer */
    uint32_t length; /* bytes of payload */
    uint32_t type;   /* ml_type */
} ml_slot;

typedef struct {
    uint32_t version, buffer_size;
    uint64_t generation; /* changes at every restore: reseed when it does */
    uint32_t call_argument_count, call_result_count;
    uint32_t host_call_import, host_call_argument_count, host_call_result_count, reserved;
    uint32_t grow_region, reserved2;
    uint64_t grow_delta, grow_result;
    uint8_t reserved3[0x400 - 0x40];
    ml_slot call_slots[ML_MAXIMUM_SLOTS];
    ml_slot host_call_slots[ML_MAXIMUM_SLOTS];
    uint8_t reserved4[0x2000 - 0x1400];
    uint8_t buffer[];
} ml_mailbox;

typedef enum {
    ML_UNIT, ML_INT32, ML_UINT32, ML_INT64, ML_UINT64, ML_FLOAT32, ML_FLOAT64, ML_BOOLEAN, ML_STRING, ML_BYTES, ML_REFERENCE
} ml_type;

typedef struct { const char *data; size_t length; } ml_string; /* UTF-8, not NUL-terminated */
typedef struct { const uint8_t *data; size_t length; } ml_bytes;

/* Records that the host reads from the image as arrays; aligned(8) keeps the compiler from padding between them. */
typedef struct { const char *name; void (*function)(ml_mailbox *); const char *signature; } ml_function_record;
typedef struct { const char *module, *name, *signature; } ml_import_record;

/* Declares a guest function that the host may call by NAME; a body follows. */
#define ML_GUEST_FUNCTION(NAME, SIGNATURE)                                                                             \
    static void ml_body_##NAME(void);                                                                                  \
    static void ml_entry_##NAME(ml_mailbox *mailbox) { ml_begin_call(mailbox); ml_body_##NAME(); }                     \
    __attribute__((section(".microlight.functions"), used, aligned(8)))                                                            \
    static const ml_function_record ml_function_##NAME = { #NAME, ml_entry_##NAME, SIGNATURE };                        \
    static void ml_body_##NAME(void)

/* Declares the host function NAME of MODULE ("" for a host that does not use modules). */
#define ML_IMPORT(NAME, MODULE, SIGNATURE)                                                                             \
    __attribute__((section(".microlight.imports"), used, aligned(8)))                                                              \
    static const ml_import_record NAME = { MODULE, #NAME, SIGNATURE };

/* The arguments of the guest function that is running, copied out of the mailbox where they are payloads. */
int32_t ml_int32_argument(unsigned index);
uint32_t ml_uint32_argument(unsigned index);
int64_t ml_int64_argument(unsigned index);
uint64_t ml_uint64_argument(unsigned index);
float ml_float32_argument(unsigned index);
double ml_float64_argument(unsigned index);
bool ml_boolean_argument(unsigned index);
ml_string ml_string_argument(unsigned index);
ml_bytes ml_bytes_argument(unsigned index);

/* Its results, in order; call one of these per result as the last thing the function does. */
void ml_return_int32(int32_t value);
void ml_return_uint32(uint32_t value);
void ml_return_int64(int64_t value);
void ml_return_uint64(uint64_t value);
void ml_return_float32(float value);
void ml_return_float64(double value);
void ml_return_boolean(bool value);
void ml_return_string(ml_string value);
void ml_return_bytes(ml_bytes value);

/* Arguments of the next host call, in order, then the call, then its results. */
void ml_push_int32(int32_t value);
void ml_push_uint32(uint32_t value);
void ml_push_int64(int64_t value);
void ml_push_uint64(uint64_t value);
void ml_push_float32(float value);
void ml_push_float64(double value);
void ml_push_boolean(bool value);
void ml_push_string(ml_string value);
void ml_push_bytes(ml_bytes value);
#define ml_host_call(IMPORT) ml_host_call_record(&(IMPORT))
void ml_host_call_record(const ml_import_record *import);
int32_t ml_int32_result(unsigned index);
uint32_t ml_uint32_result(unsigned index);
int64_t ml_int64_result(unsigned index);
uint64_t ml_uint64_result(unsigned index);
float ml_float32_result(unsigned index);
double ml_float64_result(unsigned index);
bool ml_boolean_result(unsigned index);
ml_string ml_string_result(unsigned index);
ml_bytes ml_bytes_result(unsigned index);

/* Memory that lasts until the guest function returns, 16-byte aligned. Aborts with ML_ABORT_OUT_OF_MEMORY where there is none left. */
void *ml_allocate(size_t bytes);

/* Ends the call with a typed error on the host's side. Codes below 0x10000 are the guest's own. */
#define ML_ABORT_OUT_OF_MEMORY 0x10000u
#define ML_ABORT_BAD_ARGUMENT 0x10001u /* an index or type that the signature does not have */
#define ML_ABORT_PAYLOAD_TOO_LARGE 0x10002u
_Noreturn void ml_abort(uint32_t code);

#define ML_STRING_LITERAL(TEXT) ((ml_string){ TEXT, sizeof(TEXT) - 1 })

void *memcpy(void *destination, const void *source, size_t bytes);
void *memmove(void *destination, const void *source, size_t bytes);
void *memset(void *destination, int value, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);
size_t strlen(const char *text);

void ml_begin_call(ml_mailbox *mailbox); /* for ML_GUEST_FUNCTION only */

#endif
