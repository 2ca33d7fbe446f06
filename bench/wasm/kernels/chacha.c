// ChaCha20 (RFC 8439) over a megabyte.
#include "bench.h"

enum { Length = 1 << 20 };

static uint8_t data[Length];

static inline uint32_t rotate(uint32_t v, int n) { return v << n | v >> (32 - n); }

#define QUARTER(a, b, c, d)                  \
    a += b, d = rotate(d ^ a, 16);           \
    c += d, b = rotate(b ^ c, 12);           \
    a += b, d = rotate(d ^ a, 8);            \
    c += d, b = rotate(b ^ c, 7)

static NOINLINE void block(const uint32_t *state, uint8_t *bytes)
{
    uint32_t x[16];
    for (int i = 0; i < 16; i++) x[i] = state[i];
    for (int i = 0; i < 10; i++)
    {
        QUARTER(x[0], x[4], x[8], x[12]);
        QUARTER(x[1], x[5], x[9], x[13]);
        QUARTER(x[2], x[6], x[10], x[14]);
        QUARTER(x[3], x[7], x[11], x[15]);
        QUARTER(x[0], x[5], x[10], x[15]);
        QUARTER(x[1], x[6], x[11], x[12]);
        QUARTER(x[2], x[7], x[8], x[13]);
        QUARTER(x[3], x[4], x[9], x[14]);
    }
    for (int i = 0; i < 16; i++)
    {
        uint32_t word;
        memcpy(&word, bytes + 4 * i, 4);
        word ^= x[i] + state[i];
        memcpy(bytes + 4 * i, &word, 4);
    }
}

int main(void)
{
    uint32_t state[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
    for (int i = 4; i < 16; i++) state[i] = bench_random();
    bench_start();
    for (int r = 0; r < 24; r++)
        for (int i = 0; i < Length; i += 64)
        {
            state[12]++;
            block(state, data + i);
        }
    bench_end();
    bench_result(bench_mix_bytes(0, data, Length));
}
