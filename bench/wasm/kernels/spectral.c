// The largest singular value of an infinite matrix by power iteration (after the shootout's spectral-norm).
#include "bench.h"

enum { N = 1000 };

static double element(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

static NOINLINE void times(const double *v, double *out)
{
    for (int i = 0; i < N; i++)
    {
        double sum = 0;
        for (int j = 0; j < N; j++) sum += element(i, j) * v[j];
        out[i] = sum;
    }
}

static NOINLINE void times_transposed(const double *v, double *out)
{
    for (int i = 0; i < N; i++)
    {
        double sum = 0;
        for (int j = 0; j < N; j++) sum += element(j, i) * v[j];
        out[i] = sum;
    }
}

int main(void)
{
    static double u[N], v[N], t[N];
    for (int i = 0; i < N; i++) u[i] = 1;
    bench_start();
    for (int i = 0; i < 10; i++)
    {
        times(u, t);
        times_transposed(t, v);
        times(v, t);
        times_transposed(t, u);
    }
    bench_end();
    double vbv = 0, vv = 0;
    for (int i = 0; i < N; i++)
    {
        vbv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    bench_result(bench_mix_double(0, sqrt(vbv / vv)));
}
