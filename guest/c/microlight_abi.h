/* microlight_abi.h: the contract of docs/abi.md in C, nothing added. microlight.h is what a guest is written with. */
#ifndef MICROLIGHT_ABI_H
#define MICROLIGHT_ABI_H

#include <stddef.h>
#include <stdint.h>

#define ML_ABI_VERSION 1
#define ML_MAILBOX 0x7e0000200000ull
#define ML_MAXIMUM_SLOTS 128

/* What an `out imm8, al` to these ports asks. */
#define ML_PORT_HOST_CALL 0x10
#define ML_PORT_MEMORY_GROW 0x12
#define ML_PORT_ABORT 0x13
#define ML_PORT_WAIT 0x14

/* Abort codes that the host knows; all others below 0xffffff00 are the guest's own. */
#define ML_ABORT_OUT_OF_MEMORY 0xffffff01u
#define ML_ABORT_PANIC 0xffffff02u

typedef enum {
    ML_UNIT, ML_INT32, ML_UINT32, ML_INT64, ML_UINT64, ML_FLOAT32, ML_FLOAT64, ML_BOOLEAN, ML_STRING, ML_BYTES, ML_REFERENCE,
    ML_INT8, ML_UINT8, ML_INT16, ML_UINT16, ML_VECTOR128
} ml_type;

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
    uint64_t wait_time;
    uint8_t reserved3[0x400 - 0x48];
    ml_slot call_slots[ML_MAXIMUM_SLOTS];
    ml_slot host_call_slots[ML_MAXIMUM_SLOTS];
    uint64_t call_upper_halves[ML_MAXIMUM_SLOTS];
    uint64_t host_call_upper_halves[ML_MAXIMUM_SLOTS];
    uint8_t reserved4[0x2000 - 0x1c00];
    uint8_t buffer[];
} ml_mailbox;

_Static_assert(offsetof(ml_mailbox, call_slots) == 0x400, "call slots");
_Static_assert(offsetof(ml_mailbox, host_call_slots) == 0xc00, "host call slots");
_Static_assert(offsetof(ml_mailbox, grow_result) == 0x38, "grow result");
_Static_assert(offsetof(ml_mailbox, call_upper_halves) == 0x1400, "upper halves of the guest call's vectors");
_Static_assert(offsetof(ml_mailbox, host_call_upper_halves) == 0x1800, "upper halves of the host call's vectors");
_Static_assert(offsetof(ml_mailbox, buffer) == 0x2000, "buffer");

/* Records of the .microlight sections, which the host reads from the image as arrays. */
typedef struct { uint32_t version, flags; uint64_t stack_size; } ml_abi_record;
typedef struct { const char *name; void (*function)(ml_mailbox *); const char *signature; } ml_function_record;
typedef struct { const char *module, *name, *signature; } ml_import_record;
typedef struct { uint64_t address, initial, maximum, flags; } ml_memory_record;

/* Puts a record into its section; aligned(8) keeps the compiler from padding between records. */
#define ML_RECORD(SECTION) __attribute__((section(".microlight." SECTION), used, aligned(8)))

#endif
