// A fast Fourier transform in place, radix 2, forward and back, the sines by recurrence.
#include "bench.h"

enum { N = 1 << 15 };

static double re[N], im[N], cosines[N / 2], sines[N / 2];

static NOINLINE void transform(int inverse)
{
    for (int i = 1, j = 0; i < N; i++)
    {
        int bit = N >> 1;
        for (; j & bit; bit >>= 1) j ^= bit;
        j ^= bit;
        if (i >= j) continue;
        double t = re[i];
        re[i] = re[j], re[j] = t;
        t = im[i];
        im[i] = im[j], im[j] = t;
    }
    for (int length = 2; length <= N; length <<= 1)
        for (int i = 0; i < N; i += length)
            for (int j = 0, k = 0; j < length / 2; j++, k += N / length)
            {
                int a = i + j, b = a + length / 2;
                double wr = cosines[k], wi = inverse ? -sines[k] : sines[k];
                double tr = re[b] * wr - im[b] * wi, ti = re[b] * wi + im[b] * wr;
                re[b] = re[a] - tr, im[b] = im[a] - ti;
                re[a] += tr, im[a] += ti;
            }
}

int main(void)
{
    uint64_t hash = 0;
    // cos and sin of 2 pi / N by halving the angle from a quarter turn, then by steps.
    double c = 0, s = 1;
    for (int n = 4; n < N; n *= 2)
    {
        double half = sqrt((1 + c) / 2);
        s = s / (2 * half);
        c = half;
    }
    cosines[0] = 1;
    for (int i = 1; i < N / 2; i++)
    {
        cosines[i] = cosines[i - 1] * c - sines[i - 1] * s;
        sines[i] = cosines[i - 1] * s + sines[i - 1] * c;
    }
    for (int i = 0; i < N; i++) re[i] = bench_random() % 1000 / 1000.0;
    bench_start();
    for (int r = 0; r < 20; r++)
    {
        transform(0);
        transform(1);
        for (int i = 0; i < N; i++) re[i] /= N, im[i] /= N;
    }
    bench_end();
    for (int i = 0; i < N; i++) hash = bench_mix_double(hash, re[i]);
    bench_result(hash);
}
