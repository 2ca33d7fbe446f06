// Covariances and correlations of columns, walking down columns of a row-major matrix (after PolyBench's covariance and correlation).
#include "bench.h"

enum { Rows = 300, Columns = 240 };

static double data[Rows][Columns], centred[Rows][Columns], result[Columns][Columns], means[Columns], deviations[Columns];

static NOINLINE void covariance(void)
{
    for (int j = 0; j < Columns; j++)
    {
        means[j] = 0;
        for (int i = 0; i < Rows; i++) means[j] += data[i][j];
        means[j] /= Rows;
    }
    for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Columns; j++) centred[i][j] = data[i][j] - means[j];
    for (int i = 0; i < Columns; i++)
        for (int j = i; j < Columns; j++)
        {
            double sum = 0;
            for (int k = 0; k < Rows; k++) sum += centred[k][i] * centred[k][j];
            result[i][j] = result[j][i] = sum / (Rows - 1);
        }
}

static NOINLINE void correlation(void)
{
    for (int j = 0; j < Columns; j++) deviations[j] = sqrt(result[j][j]) <= 0.01 ? 1 : sqrt(result[j][j]);
    for (int i = 0; i < Columns; i++)
        for (int j = 0; j < Columns; j++) result[i][j] /= deviations[i] * deviations[j];
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Columns; j++) data[i][j] = (double)(i * j) / Columns + bench_random() % 100 / 50.0;
    bench_start();
    for (int r = 0; r < 6; r++)
    {
        covariance();
        correlation();
        for (int j = 0; j < Columns; j++) data[r][j] += result[j][(j + r) % Columns];
    }
    bench_end();
    for (int i = 0; i < Columns; i++)
        for (int j = 0; j < Columns; j++) hash = bench_mix_double(hash, result[i][j]);
    bench_result(hash);
}
