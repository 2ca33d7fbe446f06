// Primes by the sieve of Eratosthenes, once with a byte and once with a bit per number (after the shootout's nsieve).
#include "bench.h"

enum { Limit = 4000000 };

static uint8_t flags[Limit];
static uint32_t bits[Limit / 32 + 1];

static NOINLINE int count_bytes(int limit)
{
    int count = 0;
    memset(flags, 1, limit);
    for (int i = 2; i < limit; i++)
    {
        if (!flags[i]) continue;
        count++;
        for (int j = i + i; j < limit; j += i) flags[j] = 0;
    }
    return count;
}

static NOINLINE int count_bits(int limit)
{
    int count = 0;
    memset(bits, 0xff, sizeof(bits));
    for (int i = 2; i < limit; i++)
    {
        if (!(bits[i >> 5] >> (i & 31) & 1)) continue;
        count++;
        for (int j = i + i; j < limit; j += i) bits[j >> 5] &= ~(1u << (j & 31));
    }
    return count;
}

int main(void)
{
    uint64_t hash = 0;
    bench_start();
    for (int limit = Limit; limit >= 500000; limit /= 2)
    {
        hash = bench_mix(hash, count_bytes(limit));
        hash = bench_mix(hash, count_bits(limit));
    }
    bench_end();
    bench_result(hash);
}
