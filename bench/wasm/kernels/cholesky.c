// Cholesky decomposition of a positive definite matrix, then triangular solves (after PolyBench's cholesky and trisolv).
#include "bench.h"

enum { N = 400 };

static double original[N][N], a[N][N], x[N];

static NOINLINE void decompose(void)
{
    for (int i = 0; i < N; i++)
    {
        for (int j = 0; j < i; j++)
        {
            for (int k = 0; k < j; k++) a[i][j] -= a[i][k] * a[j][k];
            a[i][j] /= a[j][j];
        }
        for (int k = 0; k < i; k++) a[i][i] -= a[i][k] * a[i][k];
        a[i][i] = sqrt(a[i][i]);
    }
}

static NOINLINE void solve(void)
{
    for (int i = 0; i < N; i++)
    {
        for (int j = 0; j < i; j++) x[i] -= a[i][j] * x[j];
        x[i] /= a[i][i];
    }
    for (int i = N - 1; i >= 0; i--)
    {
        for (int j = i + 1; j < N; j++) x[i] -= a[j][i] * x[j];
        x[i] /= a[i][i];
    }
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++) original[i][j] = i == j ? N : (i * 7 + j * 3) % 11 / 11.0;
    bench_start();
    for (int r = 0; r < 5; r++)
    {
        memcpy(a, original, sizeof(a));
        for (int i = 0; i < N; i++) x[i] = i + r;
        decompose();
        for (int i = 0; i < 20; i++) solve();
    }
    bench_end();
    for (int i = 0; i < N; i++) hash = bench_mix_double(hash, x[i]);
    bench_result(hash);
}
