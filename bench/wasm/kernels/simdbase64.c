// flags: -msimd128
// Base64 with vectors of bytes, both ways: shuffles with constant lanes, look-ups of bytes, comparisons, shifts of words, saturating arithmetic.
#include "bench.h"

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));

enum { SIZE = 48 * 4096, ROUNDS = 120 };

static uint8_t data[SIZE + 16], text[SIZE / 3 * 4 + 16], back[SIZE + 16];

static inline u8x16 load(const uint8_t *p)
{
    u8x16 v;
    memcpy(&v, p, 16);
    return v;
}

static inline u8x16 splat(int value) { return (u8x16){} + (uint8_t)value; }
static inline u8x16 choose(u8x16 mask, u8x16 yes, u8x16 no) { return (mask & yes) | (~mask & no); }

static NOINLINE void encode(const uint8_t *from, uint8_t *to, int count)
{
    for (; count > 0; count -= 12, from += 12, to += 16)
    {
        u8x16 in = load(from);
        // Three bytes a b c of each group as b a c b, then four numbers of six bits.
        u32x4 v = (u32x4)__builtin_shufflevector(in, in, 2, 1, 0, 0, 5, 4, 3, 3, 8, 7, 6, 6, 11, 10, 9, 9) & 0xffffff;
        u8x16 six = (u8x16)((v >> 18 & 0x3f) | (v >> 4 & 0x3f00) | (v << 10 & 0x3f0000) | (v << 24 & 0x3f000000));
        u8x16 offset = splat('A');
        offset = choose((u8x16)(six > 25), splat('a' - 26), offset);
        offset = choose((u8x16)(six > 51), splat('0' - 52), offset);
        offset = choose((u8x16)(six == 62), splat('+' - 62), offset);
        offset = choose((u8x16)(six == 63), splat('/' - 63), offset);
        six += offset;
        memcpy(to, &six, 16);
    }
}

// Whether all was base64.
static NOINLINE int decode(const uint8_t *from, uint8_t *to, int count)
{
    u8x16 wrong = splat(0);
    for (; count > 0; count -= 16, from += 16, to += 12)
    {
        u8x16 in = load(from);
        u8x16 upper = (u8x16)((in - 'A') < 26), lower = (u8x16)((in - 'a') < 26), digit = (u8x16)((in - '0') < 10);
        u8x16 plus = (u8x16)(in == '+'), slash = (u8x16)(in == '/');
        wrong |= ~(upper | lower | digit | plus | slash);
        u8x16 six = in - ((upper & splat('A')) | (lower & splat('a' - 26)) | (digit & splat('0' - 52)) | (plus & splat('+' - 62)) | (slash & splat('/' - 63)));
        u32x4 v = (u32x4)six;
        u8x16 out = (u8x16)((v << 18 & 0xfc0000) | (v << 4 & 0x3f000) | (v >> 10 & 0xfc0) | (v >> 24 & 0x3f));
        out = __builtin_shufflevector(out, splat(0), 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 16, 16, 16, 16);
        memcpy(to, &out, 16);
    }
    for (int i = 0; i < 16; i++) if (wrong[i]) return 0;
    return 1;
}

int main(void)
{
    for (int i = 0; i < SIZE; i++) data[i] = bench_random();
    uint64_t hash = 0;
    bench_start();
    for (int round = 0; round < ROUNDS; round++)
    {
        data[round] ^= 0x5a;
        encode(data, text, SIZE);
        text[round * 7] ^= (round % 11 == 0) << 7;
        hash = bench_mix(hash, decode(text, back, SIZE / 3 * 4));
    }
    bench_end();
    hash = bench_mix_bytes(hash, text, 999);
    hash = bench_mix_bytes(hash, back, SIZE);
    bench_result(hash);
    return 0;
}
