// Finds words in a text: by Boyer, Moore and Horspool, by Knuth, Morris and Pratt, byte by byte, and all at once by Aho and Corasick.
#include "bench.h"

enum { Length = 1 << 20, Words = 12, Nodes = 128 };

static const char *words[Words] = { "needle", "haystack", "abracadabra", "the", "microscope", "xyzzy", "aaaa", "ingest", "tation", "of th", "qu", "zebras" };
static char text[Length + 1];
static int16_t goto_node[Nodes][256], output[Nodes];

static NOINLINE int horspool(const char *word)
{
    int n = strlen(word), skip[256], found = 0;
    for (int i = 0; i < 256; i++) skip[i] = n;
    for (int i = 0; i < n - 1; i++) skip[(uint8_t)word[i]] = n - 1 - i;
    for (int at = 0; at + n <= Length; at += skip[(uint8_t)text[at + n - 1]])
    {
        int i = n - 1;
        while (i >= 0 && text[at + i] == word[i]) i--;
        found += i < 0;
    }
    return found;
}

static NOINLINE int knuth_morris_pratt(const char *word)
{
    int n = strlen(word), back[32], found = 0;
    back[0] = -1;
    for (int i = 0, k = -1; i < n;)
    {
        while (k >= 0 && word[i] != word[k]) k = back[k];
        back[++i] = ++k;
    }
    for (int at = 0, k = 0; at < Length; at++)
    {
        while (k >= 0 && text[at] != word[k]) k = back[k];
        if (++k < n) continue;
        found++;
        k = back[k];
    }
    return found;
}

static NOINLINE int naive(const char *word)
{
    int found = 0;
    for (int at = 0; at < Length; at++)
    {
        int i = 0;
        while (word[i] != 0 && text[at + i] == word[i]) i++;
        found += word[i] == 0;
    }
    return found;
}

static NOINLINE int aho_corasick(void)
{
    int nodes = 1, fail[Nodes] = { 0 }, queue[Nodes], head = 0, tail = 0, found = 0;
    memset(goto_node, 0, sizeof(goto_node));
    memset(output, 0, sizeof(output));
    for (int w = 0; w < Words; w++)
    {
        int node = 0;
        for (const char *c = words[w]; *c != 0; c++)
        {
            if (goto_node[node][(uint8_t)*c] == 0) goto_node[node][(uint8_t)*c] = nodes++;
            node = goto_node[node][(uint8_t)*c];
        }
        output[node]++;
    }
    for (int c = 0; c < 256; c++)
        if (goto_node[0][c] != 0) queue[tail++] = goto_node[0][c];
    while (head < tail)
    {
        int node = queue[head++];
        output[node] += output[fail[node]];
        for (int c = 0; c < 256; c++)
        {
            int next = goto_node[node][c];
            if (next == 0) goto_node[node][c] = goto_node[fail[node]][c];
            else fail[queue[tail++] = next] = goto_node[fail[node]][c];
        }
    }
    for (int at = 0, node = 0; at < Length; at++) found += output[node = goto_node[node][(uint8_t)text[at]]];
    return found;
}

int main(void)
{
    static const char *syllables[] = { "the ", "of ", "ing", "ta", "tion", "qu", "ab", "ra", "ca", "da", "a", "need", "le", "hay", "stack", ". ", "ze", "bra", "s ", "micro" };
    uint64_t hash = 0;
    for (int at = 0; at < Length - 8;)
        for (const char *s = syllables[bench_random() % COUNT(syllables)]; *s != 0;) text[at++] = *s++;
    bench_start();
    for (int w = 0; w < Words; w++)
    {
        hash = bench_mix(hash, horspool(words[w]));
        hash = bench_mix(hash, knuth_morris_pratt(words[w]));
        hash = bench_mix(hash, naive(words[w]));
    }
    for (int i = 0; i < 8; i++) hash = bench_mix(hash, aho_corasick());
    bench_end();
    bench_result(hash);
}
