// Filters of an RGBA image of bytes: box blur by running sums, Sobel edges, gamma by a table, alpha blending, bilinear scaling.
#include "bench.h"

enum { W = 512, H = 384 };

typedef uint8_t Image[H][W][4];

static Image picture, blurred, edges, scaled;

static NOINLINE void blur_rows(Image from, Image to, int radius)
{
    for (int y = 0; y < H; y++)
        for (int c = 0; c < 4; c++)
        {
            int sum = 0, count = 2 * radius + 1;
            for (int x = -radius; x < radius; x++) sum += from[y][x < 0 ? 0 : x][c];
            for (int x = 0; x < W; x++)
            {
                sum += from[y][x + radius < W ? x + radius : W - 1][c];
                to[y][x][c] = (sum + count / 2) / count;
                sum -= from[y][x - radius > 0 ? x - radius : 0][c];
            }
        }
}

static int gray(const uint8_t *p) { return (p[0] * 77 + p[1] * 150 + p[2] * 29) >> 8; }

static NOINLINE void sobel(Image from, Image to)
{
    for (int y = 1; y < H - 1; y++)
        for (int x = 1; x < W - 1; x++)
        {
            int g[3][3];
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) g[i][j] = gray(from[y + i - 1][x + j - 1]);
            int dx = g[0][2] + 2 * g[1][2] + g[2][2] - g[0][0] - 2 * g[1][0] - g[2][0], dy = g[2][0] + 2 * g[2][1] + g[2][2] - g[0][0] - 2 * g[0][1] - g[0][2];
            int size = (dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy);
            if (size > 255) size = 255;
            to[y][x][0] = to[y][x][1] = to[y][x][2] = size;
            to[y][x][3] = 255 - size / 2;
        }
}

static NOINLINE void blend(Image over, Image under)
{
    uint8_t *p = &under[0][0][0];
    const uint8_t *q = &over[0][0][0];
    for (int i = 0; i < W * H; i++, p += 4, q += 4)
        for (int c = 0; c < 3; c++)
        {
            int v = q[c] * q[3] + p[c] * (255 - q[3]) + 128;
            p[c] = (v + (v >> 8)) >> 8;
        }
}

static NOINLINE void apply_table(Image image, const uint8_t *table)
{
    uint8_t *p = &image[0][0][0];
    for (int i = 0; i < W * H * 4; i++) p[i] = table[p[i]];
}

static NOINLINE void resize(Image from, Image to, int numerator, int denominator)
{
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
        {
            int fx = x * 256 * numerator / denominator, fy = y * 256 * numerator / denominator, ix = fx >> 8, iy = fy >> 8;
            if (ix > W - 2) ix = W - 2;
            if (iy > H - 2) iy = H - 2;
            fx &= 255, fy &= 255;
            for (int c = 0; c < 4; c++)
            {
                int top = from[iy][ix][c] * (256 - fx) + from[iy][ix + 1][c] * fx, bottom = from[iy + 1][ix][c] * (256 - fx) + from[iy + 1][ix + 1][c] * fx;
                to[y][x][c] = (top * (256 - fy) + bottom * fy + 32768) >> 16;
            }
        }
}

int main(void)
{
    uint8_t table[256];
    for (int i = 0; i < 256; i++) table[i] = (uint8_t)sqrt(i * 255.0);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            for (int c = 0; c < 4; c++) picture[y][x][c] = (x * (c + 1) + y * 3 + (x / 32 + y / 32) % 2 * 90 + bench_random() % 16) & 255;
    bench_start();
    for (int r = 0; r < 10; r++)
    {
        blur_rows(picture, blurred, 3 + r);
        sobel(blurred, edges);
        blend(edges, picture);
        apply_table(picture, table);
        resize(picture, scaled, 7, 9);
        memcpy(picture, scaled, sizeof(Image));
    }
    bench_end();
    bench_result(bench_mix_bytes(0, picture, sizeof(Image)));
}
