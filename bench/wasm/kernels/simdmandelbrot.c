// flags: -msimd128
// The Mandelbrot set, two points at a time in vectors of doubles: arithmetic, comparisons, a test whether any lane goes on.
#include "bench.h"

typedef double f64x2 __attribute__((vector_size(16)));
typedef int64_t i64x2 __attribute__((vector_size(16)));

enum { SIZE = 400, ROUNDS = 200 };

static uint8_t image[SIZE][SIZE];

static NOINLINE void row(int y)
{
    f64x2 ci = (f64x2){} + (2.0 * y / SIZE - 1.0);
    for (int x = 0; x < SIZE; x += 2)
    {
        f64x2 cr = (f64x2){2.0 * x / SIZE - 1.5, 2.0 * (x + 1) / SIZE - 1.5}, zr = {}, zi = {};
        i64x2 count = {};
        for (int i = 0; i < ROUNDS; i++)
        {
            f64x2 r2 = zr * zr, i2 = zi * zi;
            i64x2 inside = (i64x2)(r2 + i2 <= 4.0);
            if (!(inside[0] | inside[1])) break;
            count -= inside;
            zi = (zr + zr) * zi + ci;
            zr = r2 - i2 + cr;
        }
        image[y][x] = count[0];
        image[y][x + 1] = count[1];
    }
}

int main(void)
{
    bench_start();
    for (int y = 0; y < SIZE; y++) row(y);
    bench_end();
    bench_result(bench_mix_bytes(0, image, sizeof image));
    return 0;
}
