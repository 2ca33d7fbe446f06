/* Everything that a component may do to its host; hostile.wit by hand, and WASI through wasi-libc. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT(name) __attribute__((export_name(name)))

typedef struct { void *bytes; uint32_t length; } span;
static span result;

EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    (void)old_size;
    if (size == 0) return (void *)alignment;
    void *memory = realloc(old, size);
    if (memory == NULL) __builtin_trap();
    return memory;
}

EXPORT("greet") span *greet(char *name, uint32_t length)
{
    result = (span){ malloc(7 + length), 7 + length };
    memcpy(result.bytes, "Hello, ", 7);
    memcpy((char *)result.bytes + 7, name, length);
    if (length > 0) free(name);
    return &result;
}

EXPORT("cabi_post_greet") void greet_post(span *greeting) { free(greeting->bytes); }

EXPORT("spin") void spin(void)
{
    for (volatile uint32_t i = 0;; i++) { }
}

EXPORT("trap") void trap(void) { __builtin_trap(); }

static uint32_t deeper(volatile uint32_t *from)
{
    volatile uint32_t here = *from + 1;
    return deeper(&here) + here;
}

EXPORT("recurse") uint32_t recurse(void)
{
    volatile uint32_t start = 0;
    return deeper(&start);
}

EXPORT("exhaust") uint64_t exhaust(void)
{
    uint64_t taken = 0;
    while (__builtin_wasm_memory_grow(0, 16) != (size_t)-1)
    {
        uint32_t end = __builtin_wasm_memory_size(0) * 65536;
        for (uint32_t i = 16 * 65536; i > 0; i -= 4096) *(volatile uint8_t *)(end - i) = 1;
        taken += 16 * 65536;
    }
    return taken;
}

EXPORT("flood") void flood(void)
{
    static char text[4096];
    memset(text, 'x', sizeof text);
    while (write(1, text, sizeof text) >= 0) { }
}

EXPORT("wait") void wait(void)
{
    char byte;
    read(0, &byte, 1);
}

EXPORT("give") span *give(uint32_t bytes)
{
    result = (span){ calloc(1, bytes), bytes };
    if (result.bytes == NULL) __builtin_trap();
    return &result;
}

EXPORT("lie") span *lie(void)
{
    result = (span){ (void *)0xfffffff0, 1 << 20 };
    return &result;
}
