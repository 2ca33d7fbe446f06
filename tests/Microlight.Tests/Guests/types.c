/* A guest in C for the tests: every type through the guest and back, several results, host calls in a row, memory, failure. */
#include "microlight.h"

ML_HOST_FUNCTION(ml_string, Describe, (int8_t, c), (uint8_t, C), (int16_t, h), (uint16_t, H), (int32_t, i), (uint32_t, u), (int64_t, I),
    (uint64_t, U), (float, f), (double, d), (bool, b), (ml_string, s), (ml_bytes, y), (ml_reference, r))
ML_HOST_FUNCTION(int32_t, Twice, (int32_t, value))

ML_FUNCTION(ml_string, All, (int8_t, c), (uint8_t, C), (int16_t, h), (uint16_t, H), (int32_t, i), (uint32_t, u), (int64_t, I),
    (uint64_t, U), (float, f), (double, d), (bool, b), (ml_string, s), (ml_bytes, y), (ml_reference, r))
{
    return Describe(c, C, h, H, i, u, I, U, f, d, b, s, y, r);
}

ML_RAW_FUNCTION(Several, ">cChHiuIUfdbsyr")
{
    static const uint8_t bytes[] = {1, 2, 3};
    ml_return_int8_t(-1);
    ml_return_uint8_t(255);
    ml_return_int16_t(-2);
    ml_return_uint16_t(65535);
    ml_return_int32_t(-1);
    ml_return_uint32_t(2);
    ml_return_int64_t(-3);
    ml_return_uint64_t(4);
    ml_return_float(5.5f);
    ml_return_double(6.25);
    ml_return__Bool(true);
    ml_return_ml_string(ML_TEXT("seven"));
    ml_return_ml_bytes((ml_bytes){bytes, sizeof bytes});
    ml_return_ml_reference((ml_reference){ 99 });
}

ML_FUNCTION(int32_t, Power, (int32_t, value), (int32_t, n))
{
    while (n-- > 0) value = Twice(value);
    return value;
}

static uint64_t counter;

ML_FUNCTION(uint64_t, Count) { return ++counter; }

typedef struct { double x, y; int32_t id; } Point;
ML_STRUCT(Point)
ML_HOST_FUNCTION(Point, Mirror, (Point, point))

ML_FUNCTION(Point, Move, (Point, point), (double, by))
{
    point = Mirror(point);
    point.x += by;
    return point;
}

/* Views of both arguments go to the host without a copy in the guest, and its answer back. */
ML_HOST_FUNCTION(ml_view, Join, (ml_view, left), (ml_view, right))
ML_FUNCTION(ml_view, Swap, (ml_view, left), (ml_view, right)) { return Join(right, left); }

ML_RAW_FUNCTION(Fill, "u>y")
{
    uint32_t length = ml_argument_uint32_t(0);
    memset(ml_return_space(length), 0x7a, length);
}

/* Allocates and fills as many bytes; the sum of what it reads back. */
ML_FUNCTION(uint64_t, Allocate, (uint64_t, bytes))
{
    uint64_t sum = 0;
    uint8_t *memory = memset(ml_allocate(bytes), 1, bytes);
    for (uint64_t i = 0; i < bytes; i++) sum += memory[i];
    return sum;
}

/* malloc, realloc and free in an order that `seed` decides; each block keeps its pattern. The number of blocks that lived. */
ML_FUNCTION(uint32_t, Churn, (uint32_t, seed), (uint32_t, steps))
{
    enum { SLOTS = 64 };
    static struct { uint8_t *memory; size_t size; uint8_t pattern; } blocks[SLOTS];
    uint32_t lived = 0;
    for (uint32_t step = 0; step < steps; step++) {
        seed = seed * 1664525 + 1013904223;
        unsigned slot = seed >> 26;
        size_t size = (seed >> 8 & 0xff) << (seed >> 16 & 7);
        for (size_t i = 0; i < blocks[slot].size; i++) ml_assert(blocks[slot].memory[i] == blocks[slot].pattern);
        if (blocks[slot].memory && (seed & 0x10)) {
            size_t kept = blocks[slot].size < size ? blocks[slot].size : size;
            blocks[slot].memory = realloc(blocks[slot].memory, size);
            for (size_t i = 0; i < kept; i++) ml_assert(blocks[slot].memory[i] == blocks[slot].pattern);
        } else {
            free(blocks[slot].memory);
            blocks[slot].memory = seed & 0x20 ? malloc(size) : calloc(1, size);
            lived++;
        }
        ml_assert(((uintptr_t)blocks[slot].memory & 15) == 0);
        blocks[slot].size = size;
        blocks[slot].pattern = (uint8_t)step;
        memset(blocks[slot].memory, blocks[slot].pattern, size);
    }
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        free(blocks[slot].memory);
        blocks[slot].memory = NULL;
        blocks[slot].size = 0;
    }
    return lived;
}

/* memmove both ways within one block, and memcmp. */
ML_FUNCTION(bool, MovesOverlapping, (uint32_t, length), (uint32_t, shift))
{
    uint8_t *up = malloc(length + shift), *down = malloc(length + shift);
    for (uint32_t i = 0; i < length; i++) up[i] = down[i + shift] = (uint8_t)(i * 7 + 1);
    memmove(up + shift, up, length);
    memmove(down, down + shift, length);
    return memcmp(up + shift, down, length) == 0 && up[shift] == 1 && down[length - 1] == (uint8_t)((length - 1) * 7 + 1);
}

ML_FUNCTION(void, FreeTwice)
{
    void *block = malloc(10);
    free(block);
    free(block);
}

ML_FUNCTION(void, ResizeFreed)
{
    void *block = malloc(10);
    free(block);
    realloc(block, 5);
}

ML_FUNCTION(void, Log, (int32_t, level), (ml_string, message)) { ml_log((ml_level)level, message); }
ML_FUNCTION(uint64_t, Generation) { return ml_generation(); }
ML_RAW_FUNCTION(WrongArgument, "i>i") { ml_return_int32_t((int32_t)ml_argument_int64_t(0)); }
ML_FUNCTION(void, Abort, (uint32_t, code)) { ml_abort(code); }
ML_FUNCTION(void, Panic) { ml_panic("the guest panicked: ünïcode"); }
ML_FUNCTION(void, Assert, (int32_t, value)) { ml_assert(value == 42); }
