// The inner part of a picture codec: 8 by 8 cosine transforms in integers there and back, quantisation, zigzag order, run lengths.
#include "bench.h"

enum { W = 512, H = 512 };

static uint8_t picture[H][W], decoded[H][W];
static int16_t basis[8][8], runs[W * H * 2];
static uint8_t zigzag[64], quantum[64];

static NOINLINE void forward(const uint8_t *from, int32_t *to)
{
    int32_t t[64];
    for (int y = 0; y < 8; y++)
        for (int u = 0; u < 8; u++)
        {
            int32_t sum = 0;
            for (int x = 0; x < 8; x++) sum += (from[y * W + x] - 128) * basis[u][x];
            t[y * 8 + u] = sum >> 6;
        }
    for (int v = 0; v < 8; v++)
        for (int u = 0; u < 8; u++)
        {
            int32_t sum = 0;
            for (int y = 0; y < 8; y++) sum += t[y * 8 + u] * basis[v][y];
            to[v * 8 + u] = (sum + (1 << 19)) >> 20;
        }
}

static NOINLINE void inverse(const int32_t *from, uint8_t *to)
{
    int32_t t[64];
    for (int v = 0; v < 8; v++)
        for (int x = 0; x < 8; x++)
        {
            int32_t sum = 0;
            for (int u = 0; u < 8; u++) sum += from[v * 8 + u] * basis[u][x];
            t[v * 8 + x] = sum >> 6;
        }
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++)
        {
            int32_t sum = 0;
            for (int v = 0; v < 8; v++) sum += t[v * 8 + x] * basis[v][y];
            sum = ((sum + (1 << 19)) >> 20) + 128;
            to[y * W + x] = sum < 0 ? 0 : sum > 255 ? 255 : sum;
        }
}

static NOINLINE int encode(void)
{
    int used = 0;
    int32_t block[64];
    for (int y = 0; y < H; y += 8)
        for (int x = 0; x < W; x += 8)
        {
            forward(&picture[y][x], block);
            int zeros = 0;
            for (int i = 0; i < 64; i++)
            {
                int value = block[zigzag[i]] / quantum[i];
                if (value == 0)
                {
                    zeros++;
                    continue;
                }
                runs[used++] = zeros;
                runs[used++] = value;
                zeros = 0;
            }
            runs[used++] = -1;
        }
    return used;
}

static NOINLINE void decode(void)
{
    const int16_t *in = runs;
    int32_t block[64];
    for (int y = 0; y < H; y += 8)
        for (int x = 0; x < W; x += 8)
        {
            memset(block, 0, sizeof(block));
            for (int i = 0; *in >= 0; in += 2, i++)
            {
                i += in[0];
                block[zigzag[i]] = in[1] * quantum[i];
            }
            in++;
            inverse(block, &decoded[y][x]);
        }
}

int main(void)
{
    // 2^13 cos((2x + 1) u pi / 16) / 2, by symmetry from those of one eighth.
    static const int16_t cosines[17] = { 4096, 4017, 3784, 3406, 2896, 2276, 1567, 799, 0, -799, -1567, -2276, -2896, -3406, -3784, -4017, -4096 };
    for (int u = 0; u < 8; u++)
        for (int x = 0; x < 8; x++)
        {
            int angle = (2 * x + 1) * u % 32;
            basis[u][x] = u == 0 ? 2896 : cosines[angle <= 16 ? angle : 32 - angle];
        }
    for (int i = 0, x = 0, y = 0; i < 64; i++)
    {
        zigzag[i] = y * 8 + x;
        quantum[i] = 8 + (x + y) * 3;
        if ((x + y) % 2 == 0)
        {
            if (x == 7) y++;
            else if (y == 0) x++;
            else x++, y--;
        }
        else if (y == 7) x++;
        else if (x == 0) y++;
        else x--, y++;
    }
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) picture[y][x] = (x / 2 + y / 3 + (x / 40 + y / 24) % 2 * 60 + bench_random() % 10) & 255;
    uint64_t hash = 0;
    bench_start();
    for (int r = 0; r < 12; r++)
    {
        hash = bench_mix(hash, encode());
        decode();
        memcpy(picture, decoded, sizeof(picture));
    }
    bench_end();
    bench_result(bench_mix_bytes(hash, decoded, sizeof(decoded)));
}
