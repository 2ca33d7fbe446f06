// Heap sort of doubles in place.
#include "bench.h"

enum { N = 500000 };

static double values[N];

static NOINLINE void sift(double *heap, int root, int count)
{
    double value = heap[root];
    for (int child; (child = 2 * root + 1) < count; root = child)
    {
        if (child + 1 < count && heap[child + 1] > heap[child]) child++;
        if (heap[child] <= value) break;
        heap[root] = heap[child];
    }
    heap[root] = value;
}

static NOINLINE void heapsort_doubles(double *heap, int count)
{
    for (int i = count / 2 - 1; i >= 0; i--) sift(heap, i, count);
    for (int i = count - 1; i > 0; i--)
    {
        double largest = heap[0];
        heap[0] = heap[i];
        heap[i] = largest;
        sift(heap, 0, i);
    }
}

int main(void)
{
    uint64_t hash = 0;
    for (int i = 0; i < N; i++) values[i] = bench_random() * (1.0 / 1024);
    bench_start();
    heapsort_doubles(values, N);
    bench_end();
    for (int i = 0; i < N; i += 97) hash = bench_mix_double(hash, values[i]);
    bench_result(hash);
}
