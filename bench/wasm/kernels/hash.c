// Two hash tables: words in chains, counted, and integers by open addressing, added and removed.
#include "bench.h"

typedef struct Entry { struct Entry *next; const char *key; int count; } Entry;

enum { Words = 60000, Buckets = 1 << 14, Slots = 1 << 17 };

static char text[Words * 8];
static Entry entries[Words], *buckets[Buckets];
static int used;
static uint32_t slots[Slots];

static uint32_t hash_string(const char *s)
{
    uint32_t h = 2166136261u;
    for (; *s != 0; s++) h = (h ^ (uint8_t)*s) * 16777619u;
    return h;
}

static NOINLINE Entry *find(const char *key)
{
    Entry **bucket = &buckets[hash_string(key) % Buckets];
    for (Entry *e = *bucket; e != NULL; e = e->next)
        if (strcmp(e->key, key) == 0) return e;
    Entry *entry = &entries[used++];
    *entry = (Entry){ *bucket, key, 0 };
    return *bucket = entry;
}

static NOINLINE int toggle(uint32_t key)
{
    uint32_t i = key * 2654435761u >> 15;
    while (slots[i] != 0 && slots[i] != key) i = (i + 1) % Slots;
    if (slots[i] == 0)
    {
        slots[i] = key;
        return 1;
    }
    // Whatever follows in the same run and would be found no longer moves up.
    for (uint32_t j = (i + 1) % Slots; slots[j] != 0; j = (j + 1) % Slots)
    {
        uint32_t home = slots[j] * 2654435761u >> 15;
        if ((j - home) % Slots < (j - i) % Slots) continue;
        slots[i] = slots[j];
        i = j;
    }
    slots[i] = 0;
    return -1;
}

int main(void)
{
    uint64_t hash = 0;
    for (int w = 0; w < Words; w++)
    {
        uint32_t word = bench_random() % 30000;
        for (int i = 0; i < 7; i++, word = word * 5 + 1) text[w * 8 + i] = 'a' + word / 8 % 26;
    }
    bench_start();
    for (int round = 0; round < 16; round++)
    {
        used = 0;
        memset(buckets, 0, sizeof(buckets));
        for (int w = 0; w < Words; w++) find(text + w * 8)->count++;
        for (int i = 0; i < used; i++) hash += (uint64_t)entries[i].count * entries[i].count;
    }
    int live = 0;
    for (int i = 0; i < 1500000; i++) live += toggle(1 + bench_random() % 100000);
    bench_end();
    bench_result(bench_mix(hash, live));
}
