// Block sorting compression: suffixes sorted by doubling, the Burrows-Wheeler transform, move to front, an adaptive range coder; and back.
#include "bench.h"

enum { Length = 400000 };

static uint8_t text[Length], last_column[Length], packed[2 * Length], unpacked[Length], restored[Length];
static int suffixes[Length], ranks[Length], next_ranks[Length], ordered[Length], counts[Length + 256];
static uint16_t model[256][256];

// Cyclic shifts by doubling the prefix by which they are sorted.
static NOINLINE void sort_rotations(void)
{
    int classes = 256;
    memset(counts, 0, sizeof(counts));
    for (int i = 0; i < Length; i++) counts[text[i]]++;
    for (int i = 1; i < 256; i++) counts[i] += counts[i - 1];
    for (int i = Length - 1; i >= 0; i--) suffixes[--counts[text[i]]] = i;
    for (int i = 0; i < Length; i++) ranks[i] = text[i];
    for (int width = 1; width < Length && classes < Length; width *= 2)
    {
        for (int i = 0; i < Length; i++) ordered[i] = suffixes[i] >= width ? suffixes[i] - width : suffixes[i] - width + Length;
        memset(counts, 0, sizeof(counts));
        for (int i = 0; i < Length; i++) counts[ranks[i]]++;
        for (int i = 1; i < COUNT(counts); i++) counts[i] += counts[i - 1];
        for (int i = Length - 1; i >= 0; i--) suffixes[--counts[ranks[ordered[i]]]] = ordered[i];
        classes = 1;
        next_ranks[suffixes[0]] = 0;
        for (int i = 1; i < Length; i++)
        {
            int a = suffixes[i], b = suffixes[i - 1];
            if (ranks[a] != ranks[b] || ranks[(a + width) % Length] != ranks[(b + width) % Length]) classes++;
            next_ranks[a] = classes - 1;
        }
        memcpy(ranks, next_ranks, sizeof(ranks));
    }
}

static NOINLINE int transform(void)
{
    int start = 0;
    for (int i = 0; i < Length; i++)
    {
        if (suffixes[i] == 0) start = i;
        last_column[i] = text[(suffixes[i] + Length - 1) % Length];
    }
    return start;
}

static NOINLINE void move_to_front(uint8_t *bytes, int decode)
{
    uint8_t order[256];
    for (int i = 0; i < 256; i++) order[i] = i;
    for (int i = 0; i < Length; i++)
    {
        int at = bytes[i];
        uint8_t symbol = order[at];
        if (!decode)
        {
            symbol = bytes[i];
            for (at = 0; order[at] != symbol; at++) { }
        }
        bytes[i] = decode ? symbol : at;
        memmove(order + 1, order, at);
        order[0] = symbol;
    }
}

// Binary adaptive range coding: eight decisions a byte, in the context of the byte before.
static void reset_model(void)
{
    for (int i = 0; i < 256; i++)
        for (int j = 0; j < 256; j++) model[i][j] = 2048;
}

static NOINLINE int encode(const uint8_t *bytes)
{
    uint32_t low = 0, high = ~0u;
    uint8_t *out = packed;
    reset_model();
    for (int i = 0, context = 0; i < Length; context = bytes[i++])
        for (int node = 1, bit = 7; bit >= 0; bit--)
        {
            int value = bytes[i] >> bit & 1;
            uint16_t *p = &model[context][node];
            uint32_t middle = low + (uint32_t)((uint64_t)(high - low) * *p >> 12);
            if (value)
            {
                high = middle;
                *p += (4096 - *p) >> 5;
            }
            else
            {
                low = middle + 1;
                *p -= *p >> 5;
            }
            node = node * 2 + value;
            for (; (low ^ high) >> 24 == 0; low <<= 8, high = high << 8 | 255) *out++ = high >> 24;
        }
    for (int i = 0; i < 4; i++, low <<= 8) *out++ = low >> 24;
    return out - packed;
}

static NOINLINE void decode(uint8_t *bytes)
{
    uint32_t low = 0, high = ~0u, code = 0;
    const uint8_t *in = packed;
    for (int i = 0; i < 4; i++) code = code << 8 | *in++;
    reset_model();
    for (int i = 0, context = 0; i < Length; context = bytes[i++])
    {
        int node = 1;
        while (node < 256)
        {
            uint16_t *p = &model[context][node];
            uint32_t middle = low + (uint32_t)((uint64_t)(high - low) * *p >> 12);
            if (code <= middle)
            {
                high = middle;
                *p += (4096 - *p) >> 5;
                node = node * 2 + 1;
            }
            else
            {
                low = middle + 1;
                *p -= *p >> 5;
                node = node * 2;
            }
            for (; (low ^ high) >> 24 == 0; low <<= 8, high = high << 8 | 255) code = code << 8 | *in++;
        }
        bytes[i] = node;
    }
}

static NOINLINE void restore(int start)
{
    memset(counts, 0, 257 * sizeof(int));
    for (int i = 0; i < Length; i++) counts[unpacked[i] + 1]++;
    for (int i = 1; i < 257; i++) counts[i] += counts[i - 1];
    for (int i = 0; i < Length; i++) ordered[counts[unpacked[i]]++] = i;
    for (int i = 0, at = ordered[start]; i < Length; i++, at = ordered[at]) restored[i] = unpacked[at];
}

int main(void)
{
    static const char *words[] = { "block ", "sorting ", "transform ", "the ", "of ", "entropy ", "coder ", "and ", "suffix ", "array ", "moves ", "to front; " };
    for (int n = 0; n < Length;)
        for (const char *c = words[bench_random() % COUNT(words)]; *c != 0 && n < Length;) text[n++] = bench_random() % 64 == 0 ? '0' + bench_random() % 10 : *c++;
    bench_start();
    sort_rotations();
    int start = transform();
    move_to_front(last_column, 0);
    int size = 0;
    for (int r = 0; r < 2; r++)
    {
        size = encode(last_column);
        decode(unpacked);
    }
    move_to_front(unpacked, 1);
    restore(start);
    bench_end();
    bench_result(bench_mix(bench_mix(start, size), memcmp(text, restored, Length) == 0));
}
