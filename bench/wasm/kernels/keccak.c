// SHA3-256 (FIPS 202): Keccak's permutation written out by lanes.
#include "bench.h"

enum { Rate = 136, Length = Rate * 4096 };

static uint8_t data[Length];

static const uint64_t constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
    0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
    0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

static inline uint64_t rotate(uint64_t v, int n) { return n == 0 ? v : v << n | v >> (64 - n); }

// b[to] = rotated a[from], from lane x, y to lane y, 2x + 3y.
#define MOVE(to, from, n) b[to] = rotate(a[from] ^ d[(from) % 5], n)

static NOINLINE void permute(uint64_t *a)
{
    uint64_t b[25], c[5], d[5];
    for (int round = 0; round < 24; round++)
    {
        for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int x = 0; x < 5; x++) d[x] = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
        MOVE(0, 0, 0), MOVE(10, 1, 1), MOVE(20, 2, 62), MOVE(5, 3, 28), MOVE(15, 4, 27);
        MOVE(16, 5, 36), MOVE(1, 6, 44), MOVE(11, 7, 6), MOVE(21, 8, 55), MOVE(6, 9, 20);
        MOVE(7, 10, 3), MOVE(17, 11, 10), MOVE(2, 12, 43), MOVE(12, 13, 25), MOVE(22, 14, 39);
        MOVE(23, 15, 41), MOVE(8, 16, 45), MOVE(18, 17, 15), MOVE(3, 18, 21), MOVE(13, 19, 8);
        MOVE(14, 20, 18), MOVE(24, 21, 2), MOVE(9, 22, 61), MOVE(19, 23, 56), MOVE(4, 24, 14);
        for (int y = 0; y < 25; y += 5)
            for (int x = 0; x < 5; x++) a[y + x] = b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5]);
        a[0] ^= constants[round];
    }
}

int main(void)
{
    uint64_t state[25] = { 0 };
    for (int i = 0; i < Length; i++) data[i] = bench_random();
    bench_start();
    for (int r = 0; r < 48; r++)
        for (int i = 0; i < Length; i += Rate)
        {
            for (int lane = 0; lane < Rate / 8; lane++)
            {
                uint64_t word;
                memcpy(&word, data + i + 8 * lane, 8);
                state[lane] ^= word;
            }
            permute(state);
        }
    bench_end();
    bench_result(bench_mix_bytes(0, state, 32));
}
