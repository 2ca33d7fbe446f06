// Pancake flips over all permutations of ten (after the shootout's fannkuch-redux).
#include "bench.h"

enum { N = 10 };

static NOINLINE int fannkuch(int *checksum)
{
    int perm[N], start[N], count[N], best = 0, sum = 0, r = N, parity = 0;
    for (int i = 0; i < N; i++) start[i] = i;
    for (;;)
    {
        for (; r != 1; r--) count[r - 1] = r;
        for (int i = 0; i < N; i++) perm[i] = start[i];
        int flips = 0;
        for (int k; (k = perm[0]) != 0; flips++)
            for (int i = 0, j = k; i < j; i++, j--)
            {
                int t = perm[i];
                perm[i] = perm[j];
                perm[j] = t;
            }
        if (flips > best) best = flips;
        sum += parity ? -flips : flips;
        for (;; r++)
        {
            if (r == N)
            {
                *checksum = sum;
                return best;
            }
            int first = start[0];
            for (int i = 0; i < r; i++) start[i] = start[i + 1];
            start[r] = first;
            if (--count[r] > 0) break;
        }
        parity ^= 1;
    }
}

int main(void)
{
    int sum;
    bench_start();
    int best = fannkuch(&sum);
    bench_end();
    bench_result(bench_mix(best, sum));
}
