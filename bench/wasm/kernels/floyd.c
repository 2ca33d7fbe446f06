// Shortest paths between all pairs of nodes (after PolyBench's floyd-warshall).
#include "bench.h"

enum { N = 400 };

static int paths[N][N];

static NOINLINE void shorten(void)
{
    for (int k = 0; k < N; k++)
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
            {
                int through = paths[i][k] + paths[k][j];
                paths[i][j] = paths[i][j] < through ? paths[i][j] : through;
            }
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) paths[i][j] = i == j ? 0 : bench_random() % 16 == 0 ? 1 + bench_random() % 1000 : 1 << 20;
    bench_start();
    shorten();
    bench_end();
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) hash = bench_mix(hash, paths[i][j]);
    bench_result(hash);
}
