// flags: -msimd128
// ChaCha20 with the rows of its state as vectors of words (RFC 8439, 2.3): additions, rotations by shifts and by bytes, rotations of lanes.
#include "bench.h"

typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));

enum { SIZE = 1 << 20, ROUNDS = 12 };

static uint8_t data[SIZE];

static inline u32x4 rotate(u32x4 v, int bits) { return v << bits | v >> (32 - bits); }

static inline u32x4 rotate16(u32x4 v)
{
    return (u32x4)__builtin_shufflevector((u8x16)v, (u8x16)v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

static inline u32x4 rotate8(u32x4 v)
{
    return (u32x4)__builtin_shufflevector((u8x16)v, (u8x16)v, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
}

#define QUARTERS()                      \
    a += b, d = rotate16(d ^ a);        \
    c += d, b = rotate(b ^ c, 12);      \
    a += b, d = rotate8(d ^ a);         \
    c += d, b = rotate(b ^ c, 7)

static NOINLINE void crypt(uint8_t *bytes, int count, u32x4 key0, u32x4 key1, u32x4 nonce)
{
    const u32x4 constant = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    for (int at = 0; at < count; at += 64)
    {
        u32x4 a = constant, b = key0, c = key1, d = nonce;
        for (int i = 0; i < 10; i++)
        {
            QUARTERS();
            b = __builtin_shufflevector(b, b, 1, 2, 3, 0);
            c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
            d = __builtin_shufflevector(d, d, 3, 0, 1, 2);
            QUARTERS();
            b = __builtin_shufflevector(b, b, 3, 0, 1, 2);
            c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
            d = __builtin_shufflevector(d, d, 1, 2, 3, 0);
        }
        u32x4 stream[4] = {a + constant, b + key0, c + key1, d + nonce};
        for (int i = 0; i < 4; i++)
        {
            u32x4 v;
            memcpy(&v, bytes + at + 16 * i, 16);
            v ^= stream[i];
            memcpy(bytes + at + 16 * i, &v, 16);
        }
        nonce += (u32x4){1, 0, 0, 0};
    }
}

int main(void)
{
    for (int i = 0; i < SIZE; i++) data[i] = i * 7;
    bench_start();
    for (uint32_t i = 0; i < ROUNDS; i++) crypt(data, SIZE, (u32x4){1, 2, 3, i}, (u32x4){5, 6, 7, 8}, (u32x4){0, i, 9, 10});
    bench_end();
    bench_result(bench_mix_bytes(0, data, SIZE));
    return 0;
}
