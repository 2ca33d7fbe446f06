// X25519 (RFC 7748): the Montgomery ladder in five limbs of 51 bits with products of 128 bits.
#include "bench.h"

typedef uint64_t Field[5];
typedef unsigned __int128 Wide;

static const uint64_t mask = (1ull << 51) - 1;

static void add(Field out, const Field a, const Field b)
{
    for (int i = 0; i < 5; i++) out[i] = a[i] + b[i];
}

// a - b + 8p, so that no limb goes below zero.
static void subtract(Field out, const Field a, const Field b)
{
    out[0] = a[0] + 0x3fffffffffff68 - b[0];
    for (int i = 1; i < 5; i++) out[i] = a[i] + 0x3ffffffffffff8 - b[i];
}

static void carry(Field out, Wide *t)
{
    for (int i = 0; i < 4; i++)
    {
        t[i + 1] += (uint64_t)(t[i] >> 51);
        out[i] = (uint64_t)t[i] & mask;
    }
    out[4] = (uint64_t)t[4] & mask;
    out[0] += (uint64_t)(t[4] >> 51) * 19;
    out[1] += out[0] >> 51;
    out[0] &= mask;
}

static NOINLINE void multiply(Field out, const Field a, const Field b)
{
    uint64_t b1 = b[1] * 19, b2 = b[2] * 19, b3 = b[3] * 19, b4 = b[4] * 19;
    Wide t[5] = {
        (Wide)a[0] * b[0] + (Wide)a[1] * b4 + (Wide)a[2] * b3 + (Wide)a[3] * b2 + (Wide)a[4] * b1,
        (Wide)a[0] * b[1] + (Wide)a[1] * b[0] + (Wide)a[2] * b4 + (Wide)a[3] * b3 + (Wide)a[4] * b2,
        (Wide)a[0] * b[2] + (Wide)a[1] * b[1] + (Wide)a[2] * b[0] + (Wide)a[3] * b4 + (Wide)a[4] * b3,
        (Wide)a[0] * b[3] + (Wide)a[1] * b[2] + (Wide)a[2] * b[1] + (Wide)a[3] * b[0] + (Wide)a[4] * b4,
        (Wide)a[0] * b[4] + (Wide)a[1] * b[3] + (Wide)a[2] * b[2] + (Wide)a[3] * b[1] + (Wide)a[4] * b[0],
    };
    carry(out, t);
}

static void multiply_small(Field out, const Field a, uint64_t factor)
{
    Wide t[5];
    for (int i = 0; i < 5; i++) t[i] = (Wide)a[i] * factor;
    carry(out, t);
}

static void invert(Field out, const Field a)
{
    // a to the power of p - 2 = 2^255 - 21: all bits are ones but those of 2 and 4.
    Field result;
    memcpy(result, a, sizeof(Field));
    for (int i = 253; i >= 0; i--)
    {
        multiply(result, result, result);
        if (i != 2 && i != 4) multiply(result, result, a);
    }
    memcpy(out, result, sizeof(Field));
}

static void swap(uint64_t bit, Field a, Field b)
{
    for (int i = 0; i < 5; i++)
    {
        uint64_t t = (a[i] ^ b[i]) & -bit;
        a[i] ^= t;
        b[i] ^= t;
    }
}

static NOINLINE void ladder(Field out, const uint8_t *scalar, const Field u)
{
    Field x2 = { 1 }, z2 = { 0 }, x3, z3 = { 1 }, a, aa, b, bb, e, c, d;
    uint64_t swapped = 0;
    memcpy(x3, u, sizeof(Field));
    for (int t = 254; t >= 0; t--)
    {
        uint64_t bit = scalar[t / 8] >> (t % 8) & 1;
        swap(swapped ^ bit, x2, x3);
        swap(swapped ^ bit, z2, z3);
        swapped = bit;
        add(a, x2, z2);
        multiply(aa, a, a);
        subtract(b, x2, z2);
        multiply(bb, b, b);
        subtract(e, aa, bb);
        add(c, x3, z3);
        subtract(d, x3, z3);
        multiply(d, d, a);
        multiply(c, c, b);
        add(x3, d, c);
        multiply(x3, x3, x3);
        subtract(z3, d, c);
        multiply(z3, z3, z3);
        multiply(z3, z3, u);
        multiply(x2, aa, bb);
        multiply_small(a, e, 121665);
        add(a, a, aa);
        multiply(z2, e, a);
    }
    swap(swapped, x2, x3);
    swap(swapped, z2, z3);
    invert(z2, z2);
    multiply(out, x2, z2);
}

int main(void)
{
    uint8_t scalar[32];
    Field u = { 9 };
    for (int i = 0; i < 32; i++) scalar[i] = bench_random();
    bench_start();
    for (int r = 0; r < 600; r++)
    {
        scalar[0] = (scalar[0] + r) & 248;
        scalar[31] = (scalar[31] & 127) | 64;
        ladder(u, scalar, u);
    }
    bench_end();
    // The one representative below p.
    Wide t[5];
    for (int i = 0; i < 5; i++) t[i] = u[i];
    carry(u, t);
    for (int i = 0; i < 5; i++) t[i] = u[i] + (i == 0 ? 19 : 0);
    carry(u, t);
    for (int i = 0; i < 5; i++) t[i] = u[i] + (i == 0 ? (1ull << 51) - 19 : mask);
    for (int i = 0; i < 4; i++) t[i + 1] += (uint64_t)(t[i] >> 51), u[i] = (uint64_t)t[i] & mask;
    u[4] = (uint64_t)t[4] & mask;
    bench_result(bench_mix_bytes(0, u, sizeof(u)));
}
