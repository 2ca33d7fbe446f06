// D = alpha A B C + beta D with the inner loop over columns of the right side (after PolyBench's 2mm).
#include "bench.h"

enum { N = 180 };

static double a[N][N], b[N][N], c[N][N], d[N][N], t[N][N];

static NOINLINE void multiply(double alpha, double beta)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
        {
            t[i][j] = 0;
            for (int k = 0; k < N; k++) t[i][j] += alpha * a[i][k] * b[k][j];
        }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
        {
            d[i][j] *= beta;
            for (int k = 0; k < N; k++) d[i][j] += t[i][k] * c[k][j];
        }
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
        {
            a[i][j] = (i * j + 1) % N / (double)N;
            b[i][j] = i * (j + 1) % N / (double)N;
            c[i][j] = (i * (j + 3) + 1) % N / (double)N;
            d[i][j] = i * (j + 2) % N / (double)N;
        }
    bench_start();
    for (int r = 0; r < 10; r++) multiply(1.5, 1.0 / 65536);
    bench_end();
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) hash = bench_mix_double(hash, d[i][j]);
    bench_result(hash);
}
