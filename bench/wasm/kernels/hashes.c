// Keyed and plain hashes of many short and a few long inputs: SipHash-2-4, MurmurHash3's 128-bit mixing, Adler-32, FNV-1a, the rounds of MD5 with other constants.
#include "bench.h"

enum { Length = 1 << 16 };

static uint8_t data[Length];

static inline uint64_t rotate(uint64_t v, int n) { return v << n | v >> (64 - n); }
static inline uint32_t rotate32(uint32_t v, int n) { return v << n | v >> (32 - n); }

static inline uint64_t load64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

#define SIP_ROUND                                                          \
    v0 += v1, v1 = rotate(v1, 13) ^ v0, v0 = rotate(v0, 32);               \
    v2 += v3, v3 = rotate(v3, 16) ^ v2;                                    \
    v0 += v3, v3 = rotate(v3, 21) ^ v0;                                    \
    v2 += v1, v1 = rotate(v1, 17) ^ v2, v2 = rotate(v2, 32)

static NOINLINE uint64_t siphash(const uint8_t *p, int length, uint64_t k0, uint64_t k1)
{
    uint64_t v0 = k0 ^ 0x736f6d6570736575, v1 = k1 ^ 0x646f72616e646f6d, v2 = k0 ^ 0x6c7967656e657261, v3 = k1 ^ 0x7465646279746573, last = (uint64_t)length << 56;
    int i = 0;
    for (; i + 8 <= length; i += 8)
    {
        uint64_t m = load64(p + i);
        v3 ^= m;
        SIP_ROUND;
        SIP_ROUND;
        v0 ^= m;
    }
    for (int shift = 0; i < length; i++, shift += 8) last |= (uint64_t)p[i] << shift;
    v3 ^= last;
    SIP_ROUND;
    SIP_ROUND;
    v0 ^= last;
    v2 ^= 0xff;
    for (int r = 0; r < 4; r++)
    {
        SIP_ROUND;
    }
    return v0 ^ v1 ^ v2 ^ v3;
}

static NOINLINE uint64_t murmur(const uint8_t *p, int length)
{
    uint64_t h1 = length, h2 = length, c1 = 0x87c37b91114253d5, c2 = 0x4cf5ad432745937f;
    for (int i = 0; i + 16 <= length; i += 16)
    {
        h1 = (rotate(h1 ^ rotate(load64(p + i) * c1, 31) * c2, 27) + h2) * 5 + 0x52dce729;
        h2 = (rotate(h2 ^ rotate(load64(p + i + 8) * c2, 33) * c1, 31) + h1) * 5 + 0x38495ab5;
    }
    h1 ^= h1 >> 33, h1 *= 0xff51afd7ed558ccd, h1 ^= h1 >> 33;
    return h1 + h2;
}

static NOINLINE uint32_t adler(const uint8_t *p, int length)
{
    uint32_t a = 1, b = 0;
    for (int i = 0; i < length;)
    {
        int end = i + 5552 < length ? i + 5552 : length;
        for (; i < end; i++) a += p[i], b += a;
        a %= 65521, b %= 65521;
    }
    return b << 16 | a;
}

static NOINLINE uint64_t fnv(const uint8_t *p, int length)
{
    uint64_t h = 0xcbf29ce484222325;
    for (int i = 0; i < length; i++) h = (h ^ p[i]) * 0x100000001b3;
    return h;
}

static uint32_t sines[64];
static const uint8_t shifts[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } };

static NOINLINE void md5(uint32_t *state, const uint8_t *p)
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], m[16];
    memcpy(m, p, 64);
    for (int i = 0; i < 64; i++)
    {
        uint32_t f, g;
        if (i < 16) f = (b & c) | (~b & d), g = i;
        else if (i < 32) f = (d & b) | (~d & c), g = 5 * i + 1;
        else if (i < 48) f = b ^ c ^ d, g = 3 * i + 5;
        else f = c ^ (b | ~d), g = 7 * i;
        uint32_t t = d;
        d = c, c = b, b += rotate32(a + f + sines[i] + m[g & 15], shifts[i >> 4][i & 3]), a = t;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

int main(void)
{
    uint64_t hash = 0;
    uint32_t state[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
    for (int i = 0; i < 64; i++) sines[i] = bench_random() << 1;
    for (int i = 0; i < Length; i++) data[i] = bench_random();
    bench_start();
    for (int r = 0; r < 60; r++)
    {
        for (int i = 0; i + 64 < Length; i += 24) hash = bench_mix(hash, siphash(data + i, i & 63, hash, r));
        hash = bench_mix(hash, siphash(data, Length, r, hash));
        for (int k = 0; k < 8; k++) hash = bench_mix(hash, murmur(data + k, Length - 16));
        for (int k = 0; k < 4; k++) hash = bench_mix(hash, adler(data + k, Length - 4));
        hash = bench_mix(hash, fnv(data, Length));
        for (int i = 0; i < Length; i += 64) md5(state, data + i);
    }
    bench_end();
    bench_result(bench_mix_bytes(hash, state, 16));
}
