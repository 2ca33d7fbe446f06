/* A component in C that uses a resource of the host: ../wit/visits.wit, written against the canonical ABI. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(name) __attribute__((import_module("sample:visits/store@1.0.0"), import_name(name)))

typedef struct { const char *bytes; uint32_t length; } string;

/* option<u64> and the two results, as they lie in memory. */
typedef struct { bool some; uint64_t value; } optional_count;
typedef struct { uint8_t is_error; union { int32_t bucket; string error; }; } opened;
typedef struct { uint8_t is_error; union { uint64_t count; string error; }; } counted;

/* A bucket is a handle: a number that means something to the host, in this component only. */
IMPORT("[static]bucket.open") void bucket_open(const char *name, uint32_t length, opened *result);
IMPORT("[method]bucket.get") void bucket_get(int32_t bucket, const char *key, uint32_t length, optional_count *result);
IMPORT("[method]bucket.set") void bucket_set(int32_t bucket, const char *key, uint32_t length, uint64_t value);
IMPORT("[resource-drop]bucket") void bucket_drop(int32_t bucket);

EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    (void)old_size;
    if (size == 0) return (void *)alignment;
    void *memory = realloc(old, size);
    if (memory == NULL) __builtin_trap();
    return memory;
}

EXPORT("visit") counted *visit(char *visitor, uint32_t length)
{
    static counted result;
    opened bucket;
    bucket_open("visits", 6, &bucket);
    result.is_error = bucket.is_error;
    if (bucket.is_error) result.error = bucket.error;
    else
    {
        optional_count before;
        bucket_get(bucket.bucket, visitor, length, &before);
        result.count = (before.some ? before.value : 0) + 1;
        bucket_set(bucket.bucket, visitor, length, result.count);
        bucket_drop(bucket.bucket);
    }
    if (length > 0) free(visitor);
    return &result;
}

EXPORT("cabi_post_visit") void visit_post(counted *result)
{
    if (result->is_error && result->error.length > 0) free((void *)result->error.bytes);
}
