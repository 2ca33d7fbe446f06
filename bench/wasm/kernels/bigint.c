// Modular exponentiation of 2,048-bit numbers in limbs of 32 bits (Montgomery multiplication), as RSA does.
#include "bench.h"

enum { Limbs = 64 };

typedef uint32_t Number[Limbs];

static Number modulus;
static uint32_t inverse;

static void reduce_once(Number a, uint32_t top)
{
    Number t;
    int64_t borrow = 0;
    for (int i = 0; i < Limbs; i++)
    {
        borrow += (int64_t)a[i] - modulus[i];
        t[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    if (borrow + top >= 0) memcpy(a, t, sizeof(Number));
}

// out = a b / 2^2048 mod modulus.
static NOINLINE void multiply(Number out, const Number a, const Number b)
{
    uint32_t t[Limbs + 2] = { 0 };
    for (int i = 0; i < Limbs; i++)
    {
        uint64_t carry = 0;
        for (int j = 0; j < Limbs; j++)
        {
            carry += (uint64_t)a[j] * b[i] + t[j];
            t[j] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[Limbs];
        t[Limbs] = (uint32_t)carry;
        t[Limbs + 1] = (uint32_t)(carry >> 32);
        uint32_t m = t[0] * inverse;
        carry = ((uint64_t)m * modulus[0] + t[0]) >> 32;
        for (int j = 1; j < Limbs; j++)
        {
            carry += (uint64_t)m * modulus[j] + t[j];
            t[j - 1] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[Limbs];
        t[Limbs - 1] = (uint32_t)carry;
        t[Limbs] = t[Limbs + 1] + (uint32_t)(carry >> 32);
    }
    memcpy(out, t, sizeof(Number));
    reduce_once(out, t[Limbs]);
}

int main(void)
{
    Number base, exponent, result, square = { 0 };
    for (int i = 0; i < Limbs; i++)
    {
        modulus[i] = bench_random() << 1 ^ bench_random();
        base[i] = bench_random();
        exponent[i] = bench_random() << 1;
    }
    modulus[0] |= 1;
    modulus[Limbs - 1] |= 1u << 31;
    base[Limbs - 1] &= 0x3fffffff;
    inverse = 1;
    for (int i = 0; i < 5; i++) inverse *= 2 - modulus[0] * inverse;
    inverse = -inverse;
    // 2^4096 mod modulus by doubling 2^2047.
    square[Limbs - 1] = 1u << 31;
    reduce_once(square, 0);
    for (int i = 0; i < 32 * Limbs + 1; i++)
    {
        uint32_t top = square[Limbs - 1] >> 31;
        for (int j = Limbs - 1; j > 0; j--) square[j] = square[j] << 1 | square[j - 1] >> 31;
        square[0] <<= 1;
        reduce_once(square, top);
    }
    bench_start();
    multiply(base, base, square);
    for (int r = 0; r < 4; r++)
    {
        memcpy(result, base, sizeof(Number));
        for (int i = 32 * Limbs - 2; i >= 0; i--)
        {
            multiply(result, result, result);
            if (exponent[i / 32] >> (i % 32) & 1) multiply(result, result, base);
        }
        memcpy(base, result, sizeof(Number));
    }
    bench_end();
    bench_result(bench_mix_bytes(0, result, sizeof(Number)));
}
