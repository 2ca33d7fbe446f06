// Counts the solutions of the queens' puzzle on a board of 11 by backtracking over arrays, and of 13 by bit masks.
#include "bench.h"

static int rows[16], diagonals[32], antidiagonals[32];

static NOINLINE int place(int column, int n)
{
    if (column == n) return 1;
    int solutions = 0;
    for (int row = 0; row < n; row++)
    {
        if (rows[row] || diagonals[row + column] || antidiagonals[row - column + n]) continue;
        rows[row] = diagonals[row + column] = antidiagonals[row - column + n] = 1;
        solutions += place(column + 1, n);
        rows[row] = diagonals[row + column] = antidiagonals[row - column + n] = 0;
    }
    return solutions;
}

static NOINLINE int place_bits(uint32_t all, uint32_t taken, uint32_t left, uint32_t right)
{
    if (taken == all) return 1;
    int solutions = 0;
    for (uint32_t open = all & ~(taken | left | right); open != 0; open &= open - 1)
    {
        uint32_t bit = open & -open;
        solutions += place_bits(all, taken | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return solutions;
}

int main(void)
{
    bench_start();
    int small = place(0, 11), large = place_bits((1 << 13) - 1, 0, 0, 0);
    bench_end();
    bench_result(bench_mix(small, large));
}
