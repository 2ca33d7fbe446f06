/* microlight.h: write a Microlight guest in C. docs/guests-c.md is the guide, docs/abi.md the contract behind it.
 *
 * A guest is a freestanding, static ELF file. It has no libc: what is declared here is all there is, and every capability is a host
 * function that the host granted. Build it with guest/c/build.sh.
 *
 *     #include "microlight.h"
 *     ML_HOST_FUNCTION(int32_t, HostPrint, (ml_string, text))
 *     ML_FUNCTION(int32_t, Greet, (ml_string, name))
 *     {
 *         return HostPrint(name);
 *     }
 *
 * Types: bool, int8_t … uint64_t, float, double, ml_string, ml_bytes, ml_view, ml_reference, structs declared with ML_STRUCT, and void for
 * no result. The host checks the signature before the guest runs.
 */
#ifndef MICROLIGHT_H
#define MICROLIGHT_H

#include <stdbool.h>
#include "microlight_abi.h"

typedef struct { const char *data; size_t length; } ml_string;     /* UTF-8, not zero-terminated */
typedef struct { const uint8_t *data; size_t length; } ml_bytes;
typedef struct { uint64_t bits; } ml_reference;                    /* the host's; the guest can only hand it back */

/* Bytes where they lie in the mailbox: nothing is copied. As an argument valid until the guest's first host call or payload result, as a
 * host's result until the next one. */
typedef struct { const uint8_t *data; size_t length; } ml_view;

#define ML_TEXT(LITERAL) ((ml_string){ "" LITERAL, sizeof(LITERAL) - 1 })

/* ---- Functions ---- */

/* Defines a guest function that the host calls by NAME; its parameters are pairs (type, name), and a body follows. */
#define ML_FUNCTION(RESULT, NAME, ...)                                                                                 \
    static RESULT NAME(ML_PARAMETERS(__VA_ARGS__));                                                                    \
    static void ml_entry_##NAME(ml_mailbox *ml_box)                                                                    \
    {                                                                                                                  \
        unsigned ml_index = 0;                                                                                         \
        (void)ml_index;                                                                                                \
        ml_begin_call(ml_box);                                                                                         \
        ML_EACH(ML_TAKE_ARGUMENT, __VA_ARGS__)                                                                         \
        ML_RETURN(RESULT, NAME(ML_LIST(ML_NAME, __VA_ARGS__)));                                                        \
    }                                                                                                                  \
    static const char ml_signature_##NAME[] = { ML_SIGNATURE(RESULT, __VA_ARGS__) };                                   \
    ML_RECORD("functions")                                                                                             \
    static const ml_function_record ml_function_##NAME = { #NAME, ml_entry_##NAME, ml_signature_##NAME };              \
    static RESULT NAME(ML_PARAMETERS(__VA_ARGS__))

/* Declares a host function, which is then called as any C function. A missing one, or one of other types, is refused before the start. */
#define ML_HOST_FUNCTION(RESULT, NAME, ...) ML_HOST_FUNCTION_OF("", RESULT, NAME, __VA_ARGS__)

/* The same for a host function of a module with a name. */
#define ML_HOST_FUNCTION_OF(MODULE, RESULT, NAME, ...)                                                                 \
    static const char ml_import_signature_##NAME[] = { ML_SIGNATURE(RESULT, __VA_ARGS__) };                            \
    ML_RECORD("imports")                                                                                               \
    static const ml_import_record ml_import_##NAME = { MODULE, #NAME, ml_import_signature_##NAME };                    \
    __attribute__((unused)) static RESULT NAME(ML_PARAMETERS(__VA_ARGS__))                                             \
    {                                                                                                                  \
        ML_EACH(ML_PUSH_ARGUMENT, __VA_ARGS__)                                                                         \
        ml_host_call(&ml_import_##NAME);                                                                               \
        return ML_RESULT(RESULT);                                                                                      \
    }

/* Lets a struct type cross as bytes of exactly its size. The host's struct must have the same layout. */
#define ML_STRUCT(TYPE)                                                                                                \
    enum { ml_letter_##TYPE = 'y' };                                                                                   \
    __attribute__((unused)) static TYPE ml_argument_##TYPE(unsigned index) { TYPE v; ml_argument_struct(index, &v, sizeof v); return v; } \
    __attribute__((unused)) static TYPE ml_result_##TYPE(unsigned index) { TYPE v; ml_result_struct(index, &v, sizeof v); return v; }     \
    __attribute__((unused)) static void ml_return_##TYPE(TYPE v) { ml_return_ml_view((ml_view){ (const uint8_t *)&v, sizeof v }); }       \
    __attribute__((unused)) static void ml_push_##TYPE(TYPE v) { ml_push_ml_view((ml_view){ (const uint8_t *)&v, sizeof v }); }

/* For several results, or a signature that the macros above cannot say: the body takes arguments by index and returns values in order.
 *     ML_RAW_FUNCTION(Divide, "ii>ii") { int32_t a = ml_argument_int32_t(0) …; ml_return_int32_t(a / b); ml_return_int32_t(a % b); } */
#define ML_RAW_FUNCTION(NAME, SIGNATURE)                                                                               \
    static void NAME(void);                                                                                            \
    static void ml_entry_##NAME(ml_mailbox *ml_box) { ml_begin_call(ml_box); NAME(); }                                 \
    ML_RECORD("functions")                                                                                             \
    static const ml_function_record ml_function_##NAME = { #NAME, ml_entry_##NAME, SIGNATURE };                        \
    static void NAME(void)

/* For several results of a host function: ml_push_… for each argument, ml_host_call(&NAME), ml_result_… for each result. */
#define ML_RAW_HOST_FUNCTION(NAME, MODULE, SIGNATURE)                                                                  \
    ML_RECORD("imports")                                                                                               \
    static const ml_import_record NAME = { MODULE, #NAME, SIGNATURE };

/* For each type: take an argument, return a result, push an argument of the next host call, take its result. */
#define ML_DECLARE(TYPE, LETTER)                                                                                       \
    enum { ml_letter_##TYPE = LETTER };                                                                                \
    TYPE ml_argument_##TYPE(unsigned index);                                                                           \
    TYPE ml_result_##TYPE(unsigned index);                                                                             \
    void ml_return_##TYPE(TYPE value);                                                                                 \
    void ml_push_##TYPE(TYPE value);

ML_DECLARE(int8_t, 'c')
ML_DECLARE(uint8_t, 'C')
ML_DECLARE(int16_t, 'h')
ML_DECLARE(uint16_t, 'H')
ML_DECLARE(int32_t, 'i')
ML_DECLARE(uint32_t, 'u')
ML_DECLARE(int64_t, 'I')
ML_DECLARE(uint64_t, 'U')
ML_DECLARE(float, 'f')
ML_DECLARE(double, 'd')
ML_DECLARE(_Bool, 'b')
ML_DECLARE(ml_string, 's')    /* a copy in memory of the call (ml_allocate) */
ML_DECLARE(ml_bytes, 'y')     /* likewise */
ML_DECLARE(ml_view, 'y')      /* no copy */
ML_DECLARE(ml_reference, 'r')
enum { ml_letter_void = 0 };

/* Where to write the next result of type bytes: `length` bytes in the mailbox, which is then not copied again. */
uint8_t *ml_return_space(size_t length);

void ml_host_call(const ml_import_record *import);
void ml_argument_struct(unsigned index, void *target, size_t size);
void ml_result_struct(unsigned index, void *target, size_t size);
void ml_begin_call(ml_mailbox *mailbox); /* for ML_FUNCTION and ML_RAW_FUNCTION only */

/* Number that changes when the guest's memory was brought back to an earlier state, or copied: what must not repeat is then drawn anew. */
uint64_t ml_generation(void);

/* ---- Memory ---- */

/* Until the guest function returns, then all of it is free again. 16-byte aligned; ends the call where there is none left. */
void *ml_allocate(size_t bytes);

/* A heap in a memory region of its own, which grows up to ML_HEAP_MAXIMUM (1 GiB) and to what the host allows. Null where there is none left. */
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void *realloc(void *block, size_t bytes);
void free(void *block);

/* Declares a memory region of the guest's own: bytes [ADDRESS, ADDRESS + INITIAL) are there at the start. */
#define ML_MEMORY(NAME, ADDRESS, INITIAL, MAXIMUM) ML_RECORD("memories") static const ml_memory_record NAME = { ADDRESS, INITIAL, MAXIMUM, 0 };
/* Makes a region larger; its old size in bytes, or UINT64_MAX where the host refused. `delta` is a multiple of 4096. */
uint64_t ml_grow(const ml_memory_record *memory, uint64_t delta);

void *memcpy(void *restrict destination, const void *restrict source, size_t bytes);
void *memmove(void *destination, const void *source, size_t bytes);
void *memset(void *destination, int value, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);
size_t strlen(const char *text);

/* ---- Messages and failure ---- */

typedef enum { ML_TRACE, ML_DEBUG, ML_INFORMATION, ML_WARNING, ML_ERROR, ML_CRITICAL } ml_level;
/* A line for the host's log; every host has HostLog, and drops it where it has no logger. */
void ml_log(ml_level level, ml_string message);

/* Ends the call with a GuestTrapException on the host's side; codes from 0xffffff00 have a meaning (microlight_abi.h). */
_Noreturn void ml_abort(uint32_t code);

/* Ends the call and tells the host why; the text, a literal, becomes part of its exception. */
#define ml_panic(LITERAL) (ml_set_message("" LITERAL, sizeof(LITERAL) - 1), ml_abort(ML_ABORT_PANIC))
void ml_set_message(const char *text, size_t length);
#define ml_assert(CONDITION) ((CONDITION) ? (void)0 : ml_panic(__FILE__ ":" ML_STRINGIFY(__LINE__) ": assertion '" #CONDITION "' failed"))

#define ML_STRINGIFY(X) ML_STRINGIFY_(X)
#define ML_STRINGIFY_(X) #X

/* ---- What the macros are made of ---- */

/* bool is a macro for _Bool in C11: these make sure that it is expanded before it becomes part of a name. */
#define ML_PASTE(A, B) A##B
#define ML_RETURN(TYPE, VALUE) ML_PASTE(ml_return_, TYPE)(VALUE)
#define ML_RESULT(TYPE) ML_PASTE(ml_result_, TYPE)(0)
#define ML_LETTER_OF(TYPE) ML_PASTE(ml_letter_, TYPE)
#define ml_return_void(CALL) CALL
__attribute__((unused)) static inline void ml_result_void(unsigned index) { (void)index; }

#define ML_PARAMETER(TYPE, NAME) TYPE NAME
#define ML_NAME(TYPE, NAME) NAME
#define ML_LETTER(TYPE, NAME) ML_LETTER_OF(TYPE),
#define ML_TAKE_ARGUMENT(TYPE, NAME) TYPE NAME = ML_PASTE(ml_argument_, TYPE)(ml_index++);
#define ML_PUSH_ARGUMENT(TYPE, NAME) ML_PASTE(ml_push_, TYPE)(NAME);
#define ML_SIGNATURE(RESULT, ...) ML_EACH(ML_LETTER, __VA_ARGS__) '>', ML_LETTER_OF(RESULT), 0
#define ML_PARAMETERS(...) ML_FIRST(__VA_OPT__(,) void, ) ML_LIST(ML_PARAMETER, __VA_ARGS__)
#define ML_FIRST(A, ...) A

/* MACRO for each pair; ML_LIST puts commas between. Each pass of ML_EXPAND scans once more, so the next pair becomes visible: up to 128. */
#define ML_EACH(MACRO, ...) __VA_OPT__(ML_EXPAND(ML_EACH_NEXT(MACRO, __VA_ARGS__)))
#define ML_EACH_NEXT(MACRO, PAIR, ...) MACRO PAIR __VA_OPT__(ML_EACH_AGAIN ML_PARENTHESES (MACRO, __VA_ARGS__))
#define ML_EACH_AGAIN() ML_EACH_NEXT
#define ML_LIST(MACRO, ...) __VA_OPT__(ML_EXPAND(ML_LIST_NEXT(MACRO, __VA_ARGS__)))
#define ML_LIST_NEXT(MACRO, PAIR, ...) MACRO PAIR __VA_OPT__(, ML_LIST_AGAIN ML_PARENTHESES (MACRO, __VA_ARGS__))
#define ML_LIST_AGAIN() ML_LIST_NEXT
#define ML_PARENTHESES ()
#define ML_EXPAND(...) ML_EXPAND3(ML_EXPAND3(ML_EXPAND3(ML_EXPAND3(__VA_ARGS__))))
#define ML_EXPAND3(...) ML_EXPAND2(ML_EXPAND2(ML_EXPAND2(ML_EXPAND2(__VA_ARGS__))))
#define ML_EXPAND2(...) ML_EXPAND1(ML_EXPAND1(ML_EXPAND1(ML_EXPAND1(__VA_ARGS__))))
#define ML_EXPAND1(...) __VA_ARGS__

#endif
