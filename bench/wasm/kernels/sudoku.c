// Solves sudokus by exact cover with dancing links (Knuth's algorithm X), smallest column first.
#include "bench.h"

enum { Columns = 324, Rows = 729, MaxNodes = 1 + Columns + 4 * Rows };

typedef struct { int left, right, up, down, column, row; } Node;

static Node nodes[MaxNodes];
static int sizes[Columns + 1], first[Rows], solution[81], node_count;
static int steps;

static void build(void)
{
    for (int i = 0; i <= Columns; i++)
    {
        nodes[i] = (Node){ i - 1, i + 1, i, i, i, -1 };
        sizes[i] = 0;
    }
    nodes[0].left = Columns;
    nodes[Columns].right = 0;
    node_count = Columns + 1;
    for (int row = 0; row < Rows; row++)
    {
        int r = row / 81, c = row / 9 % 9, d = row % 9, columns[4] = { 1 + r * 9 + c, 82 + r * 9 + d, 163 + c * 9 + d, 244 + (r / 3 * 3 + c / 3) * 9 + d };
        first[row] = node_count;
        for (int i = 0; i < 4; i++, node_count++)
        {
            int column = columns[i], above = nodes[column].up;
            nodes[node_count] = (Node){ first[row] + (i + 3) % 4, first[row] + (i + 1) % 4, above, column, column, row };
            nodes[above].down = node_count;
            nodes[column].up = node_count;
            sizes[column]++;
        }
    }
}

static NOINLINE void cover(int column)
{
    nodes[nodes[column].right].left = nodes[column].left;
    nodes[nodes[column].left].right = nodes[column].right;
    for (int i = nodes[column].down; i != column; i = nodes[i].down)
        for (int j = nodes[i].right; j != i; j = nodes[j].right)
        {
            nodes[nodes[j].down].up = nodes[j].up;
            nodes[nodes[j].up].down = nodes[j].down;
            sizes[nodes[j].column]--;
        }
}

static NOINLINE void uncover(int column)
{
    for (int i = nodes[column].up; i != column; i = nodes[i].up)
        for (int j = nodes[i].left; j != i; j = nodes[j].left)
        {
            sizes[nodes[j].column]++;
            nodes[nodes[j].down].up = j;
            nodes[nodes[j].up].down = j;
        }
    nodes[nodes[column].right].left = column;
    nodes[nodes[column].left].right = column;
}

static NOINLINE int search(int depth)
{
    if (nodes[0].right == 0) return 1;
    int column = nodes[0].right;
    for (int i = nodes[column].right; i != 0; i = nodes[i].right)
        if (sizes[i] < sizes[column]) column = i;
    cover(column);
    for (int i = nodes[column].down; i != column; i = nodes[i].down)
    {
        steps++;
        solution[depth] = nodes[i].row;
        for (int j = nodes[i].right; j != i; j = nodes[j].right) cover(nodes[j].column);
        int solved = search(depth + 1);
        for (int j = nodes[i].left; j != i; j = nodes[j].left) uncover(nodes[j].column);
        if (solved)
        {
            uncover(column);
            return 1;
        }
    }
    uncover(column);
    return 0;
}

static NOINLINE uint64_t solve(const char *givens)
{
    int depth = 0;
    build();
    for (int cell = 0; cell < 81; cell++)
    {
        if (givens[cell] == '.') continue;
        int row = cell * 9 + givens[cell] - '1';
        solution[depth++] = row;
        cover(nodes[first[row]].column);
        for (int j = nodes[first[row]].right; j != first[row]; j = nodes[j].right) cover(nodes[j].column);
    }
    return search(depth);
}

int main(void)
{
    static const char *puzzles[] = {
        "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
        "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..",
        "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9",
        "1....7.9..3..2...8..96..5....53..9...1..8...26....4...3......1..4......7..7...3..",
    };
    uint64_t hash = 0;
    bench_start();
    for (int r = 0; r < 60; r++)
        for (int p = 0; p < COUNT(puzzles); p++)
        {
            hash = bench_mix(hash, solve(puzzles[p]));
            for (int i = 0; i < 81; i++) hash = bench_mix(hash, solution[i]);
        }
    bench_end();
    bench_result(bench_mix(hash, steps));
}
