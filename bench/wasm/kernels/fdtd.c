// Electric and magnetic fields in two dimensions by finite differences (after PolyBench's fdtd-2d).
#include "bench.h"

enum { Nx = 400, Ny = 500 };

static double ex[Nx][Ny], ey[Nx][Ny], hz[Nx][Ny];

static NOINLINE void step(double source)
{
    for (int j = 0; j < Ny; j++) ey[0][j] = source;
    for (int i = 1; i < Nx; i++)
        for (int j = 0; j < Ny; j++) ey[i][j] = ey[i][j] - 0.5 * (hz[i][j] - hz[i - 1][j]);
    for (int i = 0; i < Nx; i++)
        for (int j = 1; j < Ny; j++) ex[i][j] = ex[i][j] - 0.5 * (hz[i][j] - hz[i][j - 1]);
    for (int i = 0; i < Nx - 1; i++)
        for (int j = 0; j < Ny - 1; j++) hz[i][j] = hz[i][j] - 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < Nx; i++)
        for (int j = 0; j < Ny; j++)
        {
            ex[i][j] = i * (j + 1.0) / Nx;
            ey[i][j] = i * (j + 2.0) / Ny;
            hz[i][j] = i * (j + 3.0) / Nx;
        }
    bench_start();
    for (int t = 0; t < 80; t++) step(t);
    bench_end();
    for (int i = 0; i < Nx; i++)
        for (int j = 0; j < Ny; j++) hash = bench_mix_double(hash, hz[i][j]);
    bench_result(hash);
}
