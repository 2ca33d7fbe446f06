// Nine-point Gauss-Seidel relaxation, each point after its neighbours (after PolyBench's seidel-2d).
#include "bench.h"

enum { N = 400 };

static double a[N][N];

static NOINLINE void sweep(void)
{
    for (int i = 1; i < N - 1; i++)
        for (int j = 1; j < N - 1; j++)
            a[i][j] = (a[i - 1][j - 1] + a[i - 1][j] + a[i - 1][j + 1] + a[i][j - 1] + a[i][j] + a[i][j + 1] + a[i + 1][j - 1] + a[i + 1][j] + a[i + 1][j + 1]) / 9.0;
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) a[i][j] = (i * (j + 2.0) + 2) / N;
    bench_start();
    for (int t = 0; t < 40; t++) sweep();
    bench_end();
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) hash = bench_mix_double(hash, a[i][j]);
    bench_result(hash);
}
