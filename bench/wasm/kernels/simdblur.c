// flags: -msimd128
// A 3 by 3 blur (1 2 1) and a threshold of a picture of bytes, sixteen at a time: widening, sums of words, narrowing with saturation, unaligned loads.
#include "bench.h"

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef uint8_t u8x8 __attribute__((vector_size(8)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));

enum { W = 1024, H = 512, ROUNDS = 60 };

static uint8_t picture[H][W + 32], blurred[H][W + 32];

static inline u8x16 load(const uint8_t *p)
{
    u8x16 v;
    memcpy(&v, p, 16);
    return v;
}

static inline u16x8 low(u8x16 v) { return __builtin_convertvector(__builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7), u16x8); }
static inline u16x8 high(u8x16 v) { return __builtin_convertvector(__builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15), u16x8); }

static inline void add(const uint8_t *p, u16x8 *sum, int shift)
{
    u8x16 left = load(p - 1), middle = load(p), right = load(p + 1);
    sum[0] += (low(left) + low(right) + low(middle) * 2) << shift;
    sum[1] += (high(left) + high(right) + high(middle) * 2) << shift;
}

static NOINLINE void blur(uint8_t from[H][W + 32], uint8_t to[H][W + 32])
{
    for (int y = 1; y < H - 1; y++)
        for (int x = 16; x < W + 16; x += 16)
        {
            u16x8 sum[2] = {};
            add(&from[y - 1][x], sum, 0);
            add(&from[y][x], sum, 1);
            add(&from[y + 1][x], sum, 0);
            u16x8 l = (sum[0] + 8) >> 4, h = (sum[1] + 8) >> 4;
            u8x16 out = __builtin_shufflevector((u8x16)l, (u8x16)h, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            u8x16 bright = (u8x16)(out > 200);
            out = (bright & (out - 3)) | (~bright & out);
            memcpy(&to[y][x], &out, 16);
        }
}

int main(void)
{
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W + 32; x++) picture[y][x] = bench_random() >> 3;
    bench_start();
    for (int round = 0; round < ROUNDS; round += 2)
    {
        blur(picture, blurred);
        blur(blurred, picture);
    }
    bench_end();
    bench_result(bench_mix_bytes(0, picture, sizeof picture));
    return 0;
}
