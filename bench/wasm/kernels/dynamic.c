// Dynamic programming: longest common subsequence, local alignment with affine gaps, edit distance, a knapsack, matrix chains.
#include "bench.h"

enum { N = 1500, Capacity = 20000, Chain = 160 };

static char s[N + 1], t[N + 1];
static int table[N + 1][N + 1], best[Capacity + 1], costs[Chain][Chain], sizes[Chain + 1];
static int h[N + 1], e[N + 1];

static NOINLINE int common_subsequence(void)
{
    for (int i = 1; i <= N; i++)
        for (int j = 1; j <= N; j++)
            table[i][j] = s[i - 1] == t[j - 1] ? table[i - 1][j - 1] + 1 : table[i - 1][j] > table[i][j - 1] ? table[i - 1][j] : table[i][j - 1];
    return table[N][N];
}

static inline int larger(int a, int b) { return a > b ? a : b; }
static inline int smaller(int a, int b) { return a < b ? a : b; }

static NOINLINE int local_alignment(void)
{
    int top = 0;
    for (int j = 0; j <= N; j++) h[j] = 0, e[j] = -1000000;
    for (int i = 1; i <= N; i++)
    {
        int diagonal = 0, f = -1000000;
        for (int j = 1; j <= N; j++)
        {
            e[j] = larger(e[j] - 1, h[j] - 4);
            f = larger(f - 1, h[j - 1] - 4);
            int score = larger(larger(0, diagonal + (s[i - 1] == t[j - 1] ? 5 : -3)), larger(e[j], f));
            diagonal = h[j];
            h[j] = score;
            top = larger(top, score);
        }
    }
    return top;
}

static NOINLINE int edit_distance(void)
{
    for (int j = 0; j <= N; j++) h[j] = j;
    for (int i = 1; i <= N; i++)
    {
        int diagonal = h[0];
        h[0] = i;
        for (int j = 1; j <= N; j++)
        {
            int cost = smaller(smaller(h[j], h[j - 1]) + 1, diagonal + (s[i - 1] != t[j - 1]));
            diagonal = h[j];
            h[j] = cost;
        }
    }
    return h[N];
}

static NOINLINE int knapsack(int items)
{
    memset(best, 0, sizeof(best));
    for (int i = 0; i < items; i++)
    {
        int weight = 20 + bench_random() % 300, value = 1 + bench_random() % 1000;
        for (int c = Capacity; c >= weight; c--) best[c] = larger(best[c], best[c - weight] + value);
    }
    return best[Capacity];
}

static NOINLINE int matrix_chain(void)
{
    for (int length = 1; length < Chain; length++)
        for (int i = 0; i + length < Chain; i++)
        {
            int j = i + length, least = 1 << 30;
            for (int k = i; k < j; k++) least = smaller(least, costs[i][k] + costs[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1]);
            costs[i][j] = least;
        }
    return costs[0][Chain - 1];
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < N; i++) s[i] = "acgt"[bench_random() % 4], t[i] = bench_random() % 3 ? s[i] : "acgt"[bench_random() % 4];
    for (int i = 0; i <= Chain; i++) sizes[i] = 5 + bench_random() % 50;
    bench_start();
    for (int r = 0; r < 3; r++)
    {
        hash = bench_mix(hash, common_subsequence());
        hash = bench_mix(hash, local_alignment());
        hash = bench_mix(hash, edit_distance());
        hash = bench_mix(hash, knapsack(200));
        hash = bench_mix(hash, matrix_chain());
        memmove(s, s + 1, N - 1);
    }
    bench_end();
    bench_result(hash);
}
