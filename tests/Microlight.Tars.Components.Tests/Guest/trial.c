/* The servant of ../Trial.tars in C, written against the canonical ABI: trial.wit and a door that the host may open. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name("tars:trial/echo#" name)))
#define CALL(name) __attribute__((import_module("microlight:tars/call"), import_name(name)))

typedef struct { char *bytes; uint32_t length; } string;
typedef struct { string key, value; } pair;
typedef struct { pair *items; uint32_t length; } pairs;

CALL("context") void call_context(pairs *result);
CALL("set-response-context") void call_set_response_context(const char *key, uint32_t key_length, const char *value, uint32_t value_length);
CALL("fail") void call_fail(int32_t code, const char *description, uint32_t length);
__attribute__((import_module("trial:host/door"), import_name("open"))) void door_open(void);

/* What one call takes is never freed: an instance that is kept starts anew with the next call. */
static char heap[8 << 20] __attribute__((aligned(16)));
static size_t used;

__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    size_t at = (used + alignment - 1) & ~(alignment - 1);
    if (size > sizeof heap - at) __builtin_trap();
    used = at + size;
    return memcpy(heap + at, old, old_size < size ? old_size : size);
}

#define POST(name) __attribute__((export_name("cabi_post_tars:trial/echo#" name)))
POST("everything") void post_everything(void *result) { (void)result; used = 0; }
POST("greet") void post_greet(void *result) { (void)result; used = 0; }
POST("context") void post_context(void *result) { (void)result; used = 0; }
POST("much") void post_much(void *result) { (void)result; used = 0; }

/* More values than are passed by themselves come as the address of a record, and go back as one. */
EXPORT("everything") void *everything(void *value) { return value; }

typedef struct {
    int32_t result; bool a; int8_t b; uint8_t c; int16_t d; uint16_t e; int32_t f; uint32_t g; int64_t h; float i; double j; string k; uint8_t l;
} scalars_result;

EXPORT("scalars") scalars_result *scalars(int32_t a, int32_t b, int32_t c, int32_t d, int32_t e, int32_t f, int32_t g, int64_t h, float i, double j, char *k, uint32_t k_length, int32_t l)
{
    static scalars_result result;
    result = (scalars_result){ 12, a, b, c, d, e, f, g, h, i, j, { k, k_length }, l };
    return &result;
}

EXPORT("divide") int32_t *divide(int32_t dividend, int32_t divisor)
{
    static int32_t result[2];
    result[0] = dividend / divisor;
    result[1] = dividend % divisor;
    return result;
}

EXPORT("nothing") void nothing(void) { }

EXPORT("swap") void *swap(char *text, uint32_t length, int32_t number)
{
    static struct { int32_t length; string reversed; } result;
    for (uint32_t i = 0; i < length / 2; i++)
    {
        char first = text[i];
        text[i] = text[length - 1 - i];
        text[length - 1 - i] = first;
    }
    result.length = length + number;
    result.reversed = (string){ text, length };
    return &result;
}

EXPORT("greet") string *greet(char *name, uint32_t length)
{
    static string result;
    result = (string){ cabi_realloc(NULL, 0, 1, length + 8), length + 8 };
    memcpy(result.bytes, "Hello, ", 7);
    memcpy(result.bytes + 7, name, length);
    result.bytes[length + 7] = '!';
    return &result;
}

EXPORT("count") int32_t count(void)
{
    static int32_t counted;
    return ++counted;
}

EXPORT("context") string *context(char *name, uint32_t length)
{
    static string result;
    pairs all;
    call_context(&all);
    result = (string){ NULL, 0 };
    for (uint32_t i = 0; i < all.length; i++)
        if (all.items[i].key.length == length && memcmp(all.items[i].key.bytes, name, length) == 0) result = all.items[i].value;
    call_set_response_context(name, length, result.bytes, result.length);
    return &result;
}

EXPORT("fail") void fail(int32_t code, char *message, uint32_t length) { call_fail(code, message, length); }

EXPORT("spin") void spin(void) { for (volatile int i = 0;; i++); }

EXPORT("trap") void trap(void) { __builtin_trap(); }

EXPORT("eat") void eat(void)
{
    while (__builtin_wasm_memory_grow(0, 16) != (size_t)-1);
    __builtin_trap();
}

EXPORT("ask") void ask(void) { door_open(); }

EXPORT("garbage") string *garbage(void)
{
    static string result = { "\xff\xfe", 2 };
    return &result;
}

EXPORT("much") string *much(int32_t bytes)
{
    static string result;
    result = (string){ cabi_realloc(NULL, 0, 1, bytes), bytes };
    return &result;
}

EXPORT("tell") void tell(void)
{
    for (char name = 'a';; name = name == 'z' ? 'a' : name + 1) call_set_response_context(&name, 1, heap, 1000);
}
