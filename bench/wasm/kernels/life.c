// Conway's game of life on a torus, a byte per cell.
#include "bench.h"

enum { W = 512, H = 512 };

static uint8_t cells[2][H][W];

static NOINLINE void step(uint8_t from[H][W], uint8_t to[H][W])
{
    for (int y = 0; y < H; y++)
    {
        const uint8_t *above = from[(y + H - 1) % H], *row = from[y], *below = from[(y + 1) % H];
        for (int x = 0; x < W; x++)
        {
            int l = (x + W - 1) % W, r = (x + 1) % W;
            int around = above[l] + above[x] + above[r] + row[l] + row[r] + below[l] + below[x] + below[r];
            to[y][x] = around == 3 || (around == 2 && row[x]);
        }
    }
}

int main(void)
{
    uint64_t hash = 0;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) cells[0][y][x] = bench_random() % 3 == 0;
    bench_start();
    for (int t = 0; t < 60; t++) step(cells[t % 2], cells[(t + 1) % 2]);
    bench_end();
    for (int y = 0; y < H; y++) hash = bench_mix_bytes(hash, cells[0][y], W);
    bench_result(hash);
}
