/* The servant in C: the world of ../hello.wit against the canonical ABI by hand, without a bindings generator.
   What a caller passes is ours; a result of more than one number is returned by its address. One call runs at a time. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(name)))
#define HELLO "tars:demo/hello#"

/* The types of hello.wit as they lie in memory. */
typedef struct { char *bytes; uint32_t length; } string;
typedef struct { string name, remark; } entry;
typedef struct { string name; int32_t count; } visit;
typedef struct { entry *entries; uint32_t entry_count; visit *visits; uint32_t visit_count; } guest_book;
typedef struct { int32_t quotient, remainder; } quotient;

/* Memory, or the end of the call. */
static void *resize(void *old, size_t size)
{
    void *memory = realloc(old, size);
    if (memory == NULL) __builtin_trap();
    return memory;
}

/* Callers ask for memory here, for the arguments that they pass. */
EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    (void)old_size;
    return size == 0 ? (void *)alignment : resize(old, size);
}

EXPORT(HELLO "say-hello") string *say_hello(char *name, uint32_t length)
{
    static string result;
    static const char hello[] = "Hello, ";
    result.length = sizeof hello - 1 + length + 1;
    result.bytes = resize(NULL, result.length);
    memcpy(result.bytes, hello, sizeof hello - 1);
    memcpy(result.bytes + sizeof hello - 1, name, length);
    result.bytes[result.length - 1] = '!';
    if (length > 0) free(name);
    return &result;
}

/* Called when the caller has copied the result. */
EXPORT("cabi_post_" HELLO "say-hello") void say_hello_post(string *result) { free(result->bytes); }

EXPORT(HELLO "divide") quotient *divide(int32_t dividend, int32_t divisor)
{
    static quotient result;
    /* A trap ends the call: the functions of hello.wit have no errors to return. */
    if (divisor == 0) __builtin_trap();
    result.quotient = (int32_t)((int64_t)dividend / divisor);
    result.remainder = (int32_t)((int64_t)dividend % divisor);
    return &result;
}

static int same(string a, string b) { return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0; }

/* The book stays ours, with the strings of all entries: there is nothing to free after the call. */
EXPORT(HELLO "sign") guest_book *sign(char *name, uint32_t name_length, char *remark, uint32_t remark_length)
{
    static guest_book book;
    entry new = { { name, name_length }, { remark, remark_length } };
    book.entries = resize(book.entries, (book.entry_count + 1) * sizeof *book.entries);
    book.entries[book.entry_count++] = new;

    uint32_t known = 0;
    while (known < book.visit_count && !same(book.visits[known].name, new.name)) known++;
    if (known == book.visit_count)
    {
        book.visits = resize(book.visits, (book.visit_count + 1) * sizeof *book.visits);
        book.visits[book.visit_count++] = (visit){ new.name, 0 };
    }
    book.visits[known].count++;
    return &book;
}
