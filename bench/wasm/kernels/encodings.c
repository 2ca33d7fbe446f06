// Bytes as text: base64 there and back, hexadecimal, UTF-8 checked and turned into UTF-16 and back, varints, copies of many lengths.
#include "bench.h"

enum { Length = 300000 };

static uint8_t bytes[Length], base64[Length * 2], decoded[Length + 4], hexadecimal[Length * 2], utf8[Length * 3], varints[Length * 5], copies[Length];
static uint16_t utf16[Length];
static int8_t values[256];

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static NOINLINE int to_base64(void)
{
    uint8_t *out = base64;
    for (int i = 0; i + 2 < Length; i += 3)
    {
        uint32_t v = bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
        *out++ = alphabet[v >> 18];
        *out++ = alphabet[v >> 12 & 63];
        *out++ = alphabet[v >> 6 & 63];
        *out++ = alphabet[v & 63];
    }
    return out - base64;
}

static NOINLINE int from_base64(int length)
{
    uint8_t *out = decoded;
    for (int i = 0; i + 3 < length; i += 4)
    {
        int a = values[base64[i]], b = values[base64[i + 1]], c = values[base64[i + 2]], d = values[base64[i + 3]];
        if ((a | b | c | d) < 0) return -1;
        uint32_t v = a << 18 | b << 12 | c << 6 | d;
        *out++ = v >> 16;
        *out++ = v >> 8;
        *out++ = v;
    }
    return out - decoded;
}

static NOINLINE void to_hexadecimal(void)
{
    for (int i = 0; i < Length; i++)
    {
        int high = bytes[i] >> 4, low = bytes[i] & 15;
        hexadecimal[2 * i] = high < 10 ? '0' + high : 'a' - 10 + high;
        hexadecimal[2 * i + 1] = low < 10 ? '0' + low : 'a' - 10 + low;
    }
}

static NOINLINE int to_utf8(int count)
{
    uint8_t *out = utf8;
    for (int i = 0; i < count; i++)
    {
        uint32_t c = utf16[i];
        if (c < 0x80) *out++ = c;
        else if (c < 0x800)
        {
            *out++ = 0xc0 | c >> 6;
            *out++ = 0x80 | (c & 63);
        }
        else if (c >> 10 == 0x36 && i + 1 < count)
        {
            c = 0x10000 + ((c & 0x3ff) << 10 | (utf16[++i] & 0x3ff));
            *out++ = 0xf0 | c >> 18;
            *out++ = 0x80 | (c >> 12 & 63);
            *out++ = 0x80 | (c >> 6 & 63);
            *out++ = 0x80 | (c & 63);
        }
        else
        {
            *out++ = 0xe0 | c >> 12;
            *out++ = 0x80 | (c >> 6 & 63);
            *out++ = 0x80 | (c & 63);
        }
    }
    return out - utf8;
}

static NOINLINE int to_utf16(int length)
{
    uint16_t *out = utf16;
    for (int i = 0; i < length;)
    {
        uint32_t c = utf8[i++];
        if (c >= 0x80)
        {
            int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
            c &= 0x3f >> more;
            for (; more > 0; more--)
            {
                if (i >= length || utf8[i] >> 6 != 2) return -1;
                c = c << 6 | (utf8[i++] & 63);
            }
        }
        if (c < 0x10000) *out++ = c;
        else
        {
            *out++ = 0xd800 | (c - 0x10000) >> 10;
            *out++ = 0xdc00 | (c & 0x3ff);
        }
    }
    return out - utf16;
}

static NOINLINE uint32_t through_varints(int count)
{
    uint8_t *out = varints;
    const uint8_t *in = varints;
    uint32_t sum = 0, previous = 0;
    for (int i = 0; i < count; i++)
    {
        uint32_t v = utf16[i] * (1u << (i & 15));
        for (; v >= 0x80; v >>= 7) *out++ = v | 0x80;
        *out++ = v;
    }
    while (in < out)
    {
        uint32_t v = 0;
        for (int shift = 0;; shift += 7)
        {
            uint8_t b = *in++;
            v |= (uint32_t)(b & 0x7f) << shift;
            if (b < 0x80) break;
        }
        sum += v ^ previous;
        previous = v;
    }
    return sum;
}

// Pieces of 0 to 63 bytes, as strings and records are.
static NOINLINE uint8_t *copy_pieces(uint8_t *out, const uint8_t *in)
{
    for (int i = 0; i + 64 <= Length;)
    {
        int size = bytes[i] & 63;
        memcpy(out, in + i, size);
        out += size;
        i += size + 1;
    }
    return out;
}

int main(void)
{
    uint64_t hash = 0;
    memset(values, -1, sizeof(values));
    for (int i = 0; i < 64; i++) values[(uint8_t)alphabet[i]] = i;
    for (int i = 0; i < Length; i++) bytes[i] = bench_random();
    int units = 0;
    while (units < Length - 2)
    {
        int kind = bench_random() % 16;
        if (kind == 0)
        {
            utf16[units++] = 0xd800 + bench_random() % 1024;
            utf16[units++] = 0xdc00 + bench_random() % 1024;
        }
        else utf16[units++] = kind < 10 ? 32 + bench_random() % 95 : kind < 13 ? 0x80 + bench_random() % 0x700 : 0x800 + bench_random() % 0xc000;
    }
    bench_start();
    for (int r = 0; r < 8; r++)
    {
        hash = bench_mix(hash, from_base64(to_base64()));
        to_hexadecimal();
        units = to_utf16(to_utf8(units));
        hash = bench_mix(hash, through_varints(units));
        hash = bench_mix(hash, copy_pieces(copies, decoded) - copies);
        bytes[r] ^= hexadecimal[r];
    }
    bench_end();
    hash = bench_mix_bytes(hash, hexadecimal, 4096);
    bench_result(bench_mix_bytes(bench_mix_bytes(hash, copies, 4096), utf16, 4096));
}
