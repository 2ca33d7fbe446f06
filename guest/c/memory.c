/* memory.c: the functions that a compiler may call on its own, and strlen. */
#include "internal.h"

void *memcpy(void *restrict destination, const void *restrict source, size_t bytes)
{
    void *d = destination;
    const void *s = source;
    __asm__ volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(bytes)::"memory");
    return destination;
}

void *memmove(void *destination, const void *source, size_t bytes)
{
    uint8_t *d = destination;
    const uint8_t *s = source;
    if ((uintptr_t)d - (uintptr_t)s >= bytes) return memcpy(destination, source, bytes);
    /* Upwards within itself: from the end, by words. */
    for (; bytes >= 8; bytes -= 8) {
        uint64_t word;
        __builtin_memcpy(&word, s + bytes - 8, 8);
        __builtin_memcpy(d + bytes - 8, &word, 8);
    }
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
