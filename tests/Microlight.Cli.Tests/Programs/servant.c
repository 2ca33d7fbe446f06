// A servant of hello.tars, for 'microlight tars serve': what each function does is said there. The canonical ABI is written by hand.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EXPORT(name) __attribute__((export_name("tars:demo/hello#" name)))
#define IMPORT(name) __attribute__((import_module("microlight:tars/call"), import_name(name)))

typedef struct { const char *data; size_t length; } string;
typedef struct { int32_t result, remainder; } division;
typedef struct { string key, value; } entry;
typedef struct { entry *entries; size_t count; } context;

IMPORT("context") void get_context(context *result);
IMPORT("set-response-context") void set_response_context(const char *key, size_t key_length, const char *value, size_t value_length);
IMPORT("fail") void fail(int32_t code, const char *description, size_t length);

__attribute__((export_name("cabi_realloc")))
void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    (void)old_size, (void)alignment;
    void *block = realloc(old, size);
    if (!block) abort();
    return block;
}

// Results live until the next call; nothing is freed but with the instance.
static string text;
static division quotient;
static int32_t calls;

EXPORT("say-hello")
string *say_hello(const char *name, size_t length)
{
    static const char before[] = "Hello, ";
    char *data = malloc(sizeof before + length);
    memcpy(data, before, sizeof before - 1);
    memcpy(data + sizeof before - 1, name, length);
    data[sizeof before - 1 + length] = '!';
    text = (string){ data, sizeof before + length };
    return &text;
}

EXPORT("divide")
division *divide(int32_t dividend, int32_t divisor)
{
    quotient = (division){ dividend / divisor, dividend % divisor };
    return &quotient;
}

EXPORT("count")
int32_t count(void) { return ++calls; }

EXPORT("spin")
void spin(void)
{
    for (volatile int i = 0;; i++) { }
}

EXPORT("wait")
void wait_a_while(int32_t milliseconds)
{
    write(STDERR_FILENO, "waiting\n", 8);
    nanosleep(&(struct timespec){ milliseconds / 1000, milliseconds % 1000 * 1000000L }, NULL);
}

EXPORT("variable")
string *variable(const char *name, size_t length)
{
    char *zeroed = strndup(name, length), *value = getenv(zeroed);
    text = (string){ value ? value : "", value ? strlen(value) : 0 };
    return &text;
}

EXPORT("tell")
string *tell(const char *key, size_t length)
{
    context caller;
    get_context(&caller);
    for (size_t i = 0; i < caller.count; i++)
    {
        string found = caller.entries[i].key;
        if (found.length != length || memcmp(found.data, key, length)) continue;
        text = caller.entries[i].value;
        set_response_context(key, length, text.data, text.length);
        return &text;
    }
    fail(404, "There is no such key.", 21);
    text = (string){ "", 0 };
    return &text;
}
