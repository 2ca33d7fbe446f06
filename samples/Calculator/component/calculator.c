/* The world demo:calculator/pocket (../Bindings/wit/calculator.wit), against the canonical ABI by hand. Built with clang 19, wasi-libc and wasm-tools 1.259:
     clang --target=wasm32-wasi -mexec-model=reactor -O2 -Wl,-s calculator.c -o core.wasm
     wasm-tools component embed ../Bindings/wit -w pocket core.wasm -o embedded.wasm; wasm-tools component new embedded.wasm -o calculator.wasm */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CALCULATOR "demo:calculator/calculator@1.0.0"
#define EXPORT(name) __attribute__((export_name(CALCULATOR "#" name)))
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

enum operation { add, subtract, multiply, divide };
enum fault { division_by_zero, unknown_currency };

typedef struct { char *data; size_t length; } string;
typedef struct { uint8_t operation; double operand, total; } step;
typedef struct { uint8_t is_error; union { double value; struct { uint8_t kind; string currency; } fault; }; } answer;
typedef struct { uint8_t is_some; double value; } rate;
typedef struct { double total; step *steps; size_t count; } tape;

IMPORT("demo:calculator/rates@1.0.0", "rate") void rates_rate(const char *currency, size_t length, rate *result);
IMPORT("[export]" CALCULATOR, "[resource-new]tape") int32_t tape_new(tape *tape);

/* One result at a time: it is read before the next call. */
static answer last;
static struct { step *data; size_t length; } last_steps;

__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    (void)old_size;
    if (size == 0) return (void *)alignment;
    void *result = realloc(old, size);
    if (result == NULL) __builtin_trap();
    return result;
}

static answer calculate(enum operation operation, double left, double right)
{
    answer result = {0};
    switch (operation)
    {
        case add: result.value = left + right; break;
        case subtract: result.value = left - right; break;
        case multiply: result.value = left * right; break;
        case divide:
            if (right == 0) result.is_error = 1, result.fault.kind = division_by_zero;
            else result.value = left / right;
            break;
    }
    return result;
}

EXPORT("calculate") answer *exported_calculate(int32_t operation, double left, double right)
{
    last = calculate(operation, left, right);
    return &last;
}

EXPORT("[constructor]tape") int32_t tape_create(double start)
{
    tape *self = calloc(1, sizeof *self);
    self->total = start;
    return tape_new(self);
}

EXPORT("[dtor]tape") void tape_destroy(tape *self)
{
    free(self->steps);
    free(self);
}

EXPORT("[method]tape.apply") answer *tape_apply(tape *self, int32_t operation, double operand)
{
    last = calculate(operation, self->total, operand);
    if (last.is_error) return &last;
    self->total = last.value;
    self->steps = realloc(self->steps, (self->count + 1) * sizeof *self->steps);
    self->steps[self->count++] = (step){operation, operand, self->total};
    return &last;
}

EXPORT("[method]tape.total-in") answer *tape_total_in(tape *self, char *currency, size_t length)
{
    rate found;
    rates_rate(currency, length, &found);
    memset(&last, 0, sizeof last);
    if (found.is_some)
    {
        last.value = self->total * found.value;
        if (length) free(currency);
    }
    else last.is_error = 1, last.fault.kind = unknown_currency, last.fault.currency = (string){currency, length};
    return &last;
}

__attribute__((export_name("cabi_post_" CALCULATOR "#[method]tape.total-in"))) void tape_total_in_post(answer *result)
{
    if (result->is_error && result->fault.currency.length) free(result->fault.currency.data);
}

EXPORT("[method]tape.steps") void *tape_steps(tape *self)
{
    last_steps.data = self->steps ? self->steps : (step *)8;
    last_steps.length = self->count;
    return &last_steps;
}
