// Compression by LZ77 with hash chains and canonical Huffman codes made for the block, and its inverse by tables (the design of deflate).
#include "bench.h"

enum { Length = 1 << 19, Symbols = 288, Distances = 32, MaxBits = 15, Window = 32768, HashBits = 15, TableBits = 10 };

typedef struct { uint8_t bits[Symbols]; uint16_t codes[Symbols]; int count; } Code;
typedef struct { uint16_t fast[1 << TableBits], first[MaxBits + 2], offset[MaxBits + 2], sorted[Symbols]; } Decoder;

static uint8_t text[Length], packed[2 * Length], unpacked[Length + 300];
static int heads[1 << HashBits], chain[Window];
static uint32_t tokens[Length];
static uint64_t bit_buffer;
static int bit_count;
static uint8_t *out;
static const uint8_t *in;

static uint32_t hash3(const uint8_t *p) { return (p[0] | p[1] << 8 | (uint32_t)p[2] << 16) * 2654435761u >> (32 - HashBits); }

// A token is a byte, or 1 << 31 | length << 16 | distance - 1.
static NOINLINE int find_matches(const uint8_t *bytes, int length)
{
    int count = 0;
    memset(heads, 0xff, sizeof(heads));
    for (int i = 0; i < length;)
    {
        int best = 0, distance = 0;
        if (i + 3 <= length)
        {
            uint32_t h = hash3(bytes + i);
            for (int at = heads[h], tries = 16; at >= 0 && i - at < Window && tries > 0; at = chain[at % Window], tries--)
            {
                if (best > 0 && (i + best >= length || bytes[at + best] != bytes[i + best])) continue;
                int n = 0;
                while (n < 258 && i + n < length && bytes[at + n] == bytes[i + n]) n++;
                if (n > best) best = n, distance = i - at;
            }
        }
        int step = best < 4 ? 1 : best;
        tokens[count++] = best < 4 ? bytes[i] : 1u << 31 | (uint32_t)best << 16 | (distance - 1);
        for (; step > 0; step--, i++)
            if (i + 3 <= length)
            {
                uint32_t h = hash3(bytes + i);
                chain[i % Window] = heads[h];
                heads[h] = i;
            }
    }
    return count;
}

// Lengths of at most MaxBits by package-like flattening of a Huffman tree: counts are halved until it is low enough.
static NOINLINE void make_lengths(Code *code, const int *weights, int n)
{
    int counts[Symbols], nodes[2 * Symbols], parent[2 * Symbols], live[2 * Symbols];
    memcpy(counts, weights, n * sizeof(int));
    for (int deepest = MaxBits + 1; deepest > MaxBits;)
    {
        int used = 0, total = n;
        for (int i = 0; i < n; i++)
            if (counts[i] > 0) nodes[i] = counts[i], live[used++] = i;
        memset(parent, 0, sizeof(parent));
        while (used > 1)
        {
            int a = 0, b = 1;
            if (nodes[live[b]] < nodes[live[a]]) a = 1, b = 0;
            for (int i = 2; i < used; i++)
                if (nodes[live[i]] < nodes[live[a]]) b = a, a = i;
                else if (nodes[live[i]] < nodes[live[b]]) b = i;
            nodes[total] = nodes[live[a]] + nodes[live[b]];
            parent[live[a]] = parent[live[b]] = total;
            live[a < b ? a : b] = total++;
            live[a < b ? b : a] = live[--used];
        }
        deepest = 0;
        for (int i = 0; i < n; i++)
        {
            int depth = 0;
            if (counts[i] > 0)
                for (int at = i; parent[at] != 0; at = parent[at]) depth++;
            code->bits[i] = counts[i] > 0 && depth == 0 ? 1 : depth;
            if (depth > deepest) deepest = depth;
            if (counts[i] > 1) counts[i] = (counts[i] + 1) / 2;
        }
    }
    code->count = n;
}

static void make_codes(Code *code)
{
    int next = 0;
    for (int bits = 1; bits <= MaxBits; bits++, next <<= 1)
        for (int i = 0; i < code->count; i++)
            if (code->bits[i] == bits)
            {
                int reversed = 0;
                for (int b = 0; b < bits; b++) reversed |= (next >> b & 1) << (bits - 1 - b);
                code->codes[i] = reversed;
                next++;
            }
}

static void put_bits(uint32_t value, int count)
{
    bit_buffer |= (uint64_t)value << bit_count;
    for (bit_count += count; bit_count >= 8; bit_count -= 8, bit_buffer >>= 8) *out++ = bit_buffer;
}

static inline int log_of(uint32_t v) { return 31 - __builtin_clz(v | 1); }

// Lengths and distances are a class, the bits of the number, and the bits below the first as they are.
static NOINLINE int encode(int count, Code *symbols, Code *distances)
{
    int weights[Symbols] = { 0 }, distance_weights[Distances] = { 0 };
    for (int i = 0; i < count; i++)
        if ((int32_t)tokens[i] < 0) weights[256 + log_of(tokens[i] >> 16 & 0x7fff)]++, distance_weights[log_of((tokens[i] & 0xffff) + 1)]++;
        else weights[tokens[i]]++;
    make_lengths(symbols, weights, Symbols);
    make_lengths(distances, distance_weights, Distances);
    make_codes(symbols);
    make_codes(distances);
    out = packed;
    bit_buffer = bit_count = 0;
    for (int i = 0; i < count; i++)
    {
        if ((int32_t)tokens[i] >= 0)
        {
            put_bits(symbols->codes[tokens[i]], symbols->bits[tokens[i]]);
            continue;
        }
        uint32_t length = tokens[i] >> 16 & 0x7fff, distance = (tokens[i] & 0xffff) + 1, a = log_of(length), b = log_of(distance);
        put_bits(symbols->codes[256 + a], symbols->bits[256 + a]);
        put_bits(length - (1u << a), a);
        put_bits(distances->codes[b], distances->bits[b]);
        put_bits(distance - (1u << b), b);
    }
    put_bits(0, 7);
    int size = out - packed;
    memset(out, 0, 16);
    return size;
}

static void make_decoder(Decoder *decoder, const Code *code)
{
    int used = 0, next = 0;
    memset(decoder, 0, sizeof(*decoder));
    for (int bits = 1; bits <= MaxBits; bits++, next <<= 1)
    {
        decoder->first[bits] = next;
        decoder->offset[bits] = used;
        for (int i = 0; i < code->count; i++)
        {
            if (code->bits[i] != bits) continue;
            decoder->sorted[used++] = i;
            next++;
            if (bits > TableBits) continue;
            for (int at = code->codes[i]; at < 1 << TableBits; at += 1 << bits) decoder->fast[at] = i << 4 | bits;
        }
    }
    decoder->offset[MaxBits + 1] = used;
}

static void fill(void)
{
    for (; bit_count <= 48; bit_count += 8) bit_buffer |= (uint64_t)*in++ << bit_count;
}

static uint32_t take(int count)
{
    uint32_t value = bit_buffer & ((1u << count) - 1);
    bit_buffer >>= count;
    bit_count -= count;
    return value;
}

static int take_symbol(const Decoder *decoder)
{
    uint16_t entry = decoder->fast[bit_buffer & ((1 << TableBits) - 1)];
    if (entry != 0)
    {
        take(entry & 15);
        return entry >> 4;
    }
    int code = 0;
    for (int bits = 1; bits <= MaxBits; bits++)
    {
        code = code << 1 | take(1);
        int index = code - decoder->first[bits];
        if (index < decoder->offset[bits + 1] - decoder->offset[bits]) return decoder->sorted[decoder->offset[bits] + index];
    }
    return 0;
}

static NOINLINE int decode(const Code *symbols, const Code *distances, int count)
{
    static Decoder symbol_decoder, distance_decoder;
    make_decoder(&symbol_decoder, symbols);
    make_decoder(&distance_decoder, distances);
    uint8_t *to = unpacked;
    in = packed;
    bit_buffer = bit_count = 0;
    for (; count > 0; count--)
    {
        fill();
        int symbol = take_symbol(&symbol_decoder);
        if (symbol < 256)
        {
            *to++ = symbol;
            continue;
        }
        int length = (1 << (symbol - 256)) + take(symbol - 256), b = take_symbol(&distance_decoder);
        const uint8_t *from = to - ((1 << b) + take(b));
        while (length-- > 0) *to++ = *from++;
    }
    return to - unpacked;
}

int main(void)
{
    static const char *words[] = { "static ", "const ", "uint8_t ", "return ", "if (", "for (int i = 0; i < n; i++)", "\n    ", "};\n", "else ", "while (", "x", "y", "value", " = ", "0x", "1", ";", ")", "&&", "NULL" };
    for (int n = 0; n < Length;)
    {
        int big = bench_random() % 64 == 0, back = n > 20000 ? n - bench_random() % 20000 - 100 : 0;
        const char *from = big && back > 0 ? (const char *)text + back : words[bench_random() % COUNT(words)];
        for (int i = 0; n < Length && (big && back > 0 ? i < 90 : *from != 0); i++) text[n++] = *from++;
    }
    uint64_t hash = 0;
    static Code symbols, distances;
    bench_start();
    for (int r = 0; r < 3; r++)
    {
        int count = find_matches(text, Length), size = encode(count, &symbols, &distances), length = 0;
        for (int i = 0; i < 4; i++) length = decode(&symbols, &distances, count);
        hash = bench_mix(hash, bench_mix(size, length));
    }
    bench_end();
    bench_result(bench_mix(bench_mix_bytes(hash, packed, 4096), memcmp(text, unpacked, Length) == 0));
}
