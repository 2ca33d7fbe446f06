// AES-128 in counter mode (FIPS 197), by four tables of 1 KiB that are computed first.
#include "bench.h"

enum { Length = 1 << 20 };

static uint8_t sbox[256], data[Length];
static uint32_t t0[256], t1[256], t2[256], t3[256], round_keys[44];

static uint8_t times2(uint8_t v) { return v << 1 ^ (v & 128 ? 0x1b : 0); }

static void make_tables(void)
{
    uint8_t p = 1, q = 1;
    do
    {
        p ^= times2(p);
        q ^= q << 1;
        q ^= q << 2;
        q ^= q << 4;
        if (q & 128) q ^= 9;
        sbox[p] = 0x63 ^ q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4);
    } while (p != 1);
    sbox[0] = 0x63;
    for (int i = 0; i < 256; i++)
    {
        uint32_t s = sbox[i], d = times2(sbox[i]), v = d << 24 | s << 16 | s << 8 | (s ^ d);
        t0[i] = v;
        t1[i] = v >> 8 | v << 24;
        t2[i] = v >> 16 | v << 16;
        t3[i] = v >> 24 | v << 8;
    }
}

static void expand_key(const uint32_t *key)
{
    uint8_t constant = 1;
    for (int i = 0; i < 44; i++)
    {
        if (i < 4)
        {
            round_keys[i] = key[i];
            continue;
        }
        uint32_t t = round_keys[i - 1];
        if (i % 4 == 0)
        {
            t = (uint32_t)sbox[t >> 16 & 255] << 24 | sbox[t >> 8 & 255] << 16 | sbox[t & 255] << 8 | sbox[t >> 24];
            t ^= (uint32_t)constant << 24;
            constant = times2(constant);
        }
        round_keys[i] = round_keys[i - 4] ^ t;
    }
}

#define COLUMN(a, b, c, d, key) (t0[(a) >> 24] ^ t1[(b) >> 16 & 255] ^ t2[(c) >> 8 & 255] ^ t3[(d) & 255] ^ (key))
#define LAST(a, b, c, d, key) (((uint32_t)sbox[(a) >> 24] << 24 | sbox[(b) >> 16 & 255] << 16 | sbox[(c) >> 8 & 255] << 8 | sbox[(d) & 255]) ^ (key))

static NOINLINE void encrypt(const uint32_t *in, uint32_t *out)
{
    const uint32_t *k = round_keys;
    uint32_t a = in[0] ^ k[0], b = in[1] ^ k[1], c = in[2] ^ k[2], d = in[3] ^ k[3];
    for (int round = 1; round < 10; round++)
    {
        k += 4;
        uint32_t e = COLUMN(a, b, c, d, k[0]), f = COLUMN(b, c, d, a, k[1]), g = COLUMN(c, d, a, b, k[2]), h = COLUMN(d, a, b, c, k[3]);
        a = e, b = f, c = g, d = h;
    }
    k += 4;
    out[0] = LAST(a, b, c, d, k[0]);
    out[1] = LAST(b, c, d, a, k[1]);
    out[2] = LAST(c, d, a, b, k[2]);
    out[3] = LAST(d, a, b, c, k[3]);
}

int main(void)
{
    uint32_t key[4], counter[4] = { 0 }, stream[4];
    for (int i = 0; i < 4; i++) key[i] = bench_random();
    make_tables();
    expand_key(key);
    bench_start();
    for (int r = 0; r < 24; r++)
        for (int i = 0; i < Length; i += 16)
        {
            counter[3]++;
            encrypt(counter, stream);
            for (int j = 0; j < 4; j++)
            {
                uint32_t word;
                memcpy(&word, data + i + 4 * j, 4);
                word ^= stream[j];
                memcpy(data + i + 4 * j, &word, 4);
            }
        }
    bench_end();
    bench_result(bench_mix_bytes(0, data, Length));
}
