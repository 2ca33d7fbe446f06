// flags: -msimd128
// Product of matrices of floats, four columns at a time, blocks of four rows in registers: splats, products, sums, folded loads.
#include "bench.h"

typedef float f32x4 __attribute__((vector_size(16)));

enum { N = 256, ROUNDS = 8 };

static float a[N][N], b[N][N], c[N][N];

static inline f32x4 load(const float *p)
{
    f32x4 v;
    memcpy(&v, p, 16);
    return v;
}

static NOINLINE void multiply(void)
{
    for (int i = 0; i < N; i += 4)
        for (int j = 0; j < N; j += 8)
        {
            f32x4 sum[4][2] = {};
            for (int k = 0; k < N; k++)
            {
                f32x4 left = load(&b[k][j]), right = load(&b[k][j + 4]);
                for (int r = 0; r < 4; r++)
                {
                    float value = a[i + r][k];
                    f32x4 factor = {value, value, value, value};
                    sum[r][0] += factor * left;
                    sum[r][1] += factor * right;
                }
            }
            for (int r = 0; r < 4; r++) memcpy(&c[i + r][j], sum[r], 32);
        }
}

int main(void)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) a[i][j] = bench_random() % 1000 * 0.001f, b[i][j] = bench_random() % 1000 * 0.001f;
    bench_start();
    for (int round = 0; round < ROUNDS; round++)
    {
        multiply();
        for (int i = 0; i < N; i++) a[i][i] += c[i][N - 1 - i] * 0.001f;
    }
    bench_end();
    uint64_t hash = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) hash = bench_mix_double(hash, c[i][j]);
    bench_result(hash);
    return 0;
}
