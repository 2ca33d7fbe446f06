/* A component in C without a bindings generator: say-hello.wit, written against the canonical ABI. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(name)))

/* How a string lies in memory. */
typedef struct { char *bytes; uint32_t length; } string;

/* Callers ask for memory here, for the arguments that they pass. */
EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    (void)old_size;
    if (size == 0) return (void *)alignment;
    void *memory = realloc(old, size);
    if (memory == NULL) __builtin_trap();
    return memory;
}

/* A string is passed as its address and length, and is ours. A result of more than one number is passed by its address. */
EXPORT("say-hello") string *say_hello(char *name, uint32_t length)
{
    static string result;
    static const char hello[] = "Hello, ";
    result.length = sizeof hello - 1 + length + 1;
    result.bytes = malloc(result.length);
    if (result.bytes == NULL) __builtin_trap();
    memcpy(result.bytes, hello, sizeof hello - 1);
    memcpy(result.bytes + sizeof hello - 1, name, length);
    result.bytes[result.length - 1] = '!';
    if (length > 0) free(name);
    return &result;
}

/* Called when the caller has copied the result. */
EXPORT("cabi_post_say-hello") void say_hello_post(string *result) { free(result->bytes); }
