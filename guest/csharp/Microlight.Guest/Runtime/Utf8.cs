// UTF-8 both ways. What is not text becomes U+FFFD: a lone surrogate, and each maximal part of an ill-formed sequence (Unicode 3.9).
namespace Internal.Runtime;

using System;
using System.Runtime.CompilerServices;

internal static unsafe class Utf8
{
    private const ulong NonAsciiChars = 0xff80_ff80_ff80_ff80;
    private const int Replacement = 0xfffd;

    /// <summary>Writes as much of the text as fits in whole code points; returns the bytes written.</summary>
    public static int Encode(ReadOnlySpan<char> text, byte* target, int capacity)
    {
        fixed (char* start = text)
        {
            var source = start;
            var end = start + text.Length;
            var output = target;
            var limit = target + capacity;
            while (source < end)
            {
                // Four ASCII characters at a time.
                while (end - source >= 4 && limit - output >= 4)
                {
                    var chars = *(ulong*)source;
                    if ((chars & NonAsciiChars) != 0) break;
                    chars |= chars >> 8;
                    *(ushort*)output = (ushort)chars;
                    *(ushort*)(output + 2) = (ushort)(chars >> 32);
                    source += 4;
                    output += 4;
                }
                if (source == end) break;
                var point = Next(ref source, end);
                var bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
                if (limit - output < bytes) break;
                Write(output, point, bytes);
                output += bytes;
            }
            return (int)(output - target);
        }
    }

    /// <summary>Bytes that <see cref="Encode"/> needs.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        fixed (char* start = text)
        {
            var source = start;
            var end = start + text.Length;
            long count = 0;
            while (source < end)
            {
                var point = Next(ref source, end);
                count += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            }
            return checked((int)count);
        }
    }

    /// <summary>Writes UTF-16; <paramref name="target"/> has room for as many characters as there are bytes. Returns the characters written.</summary>
    public static int Decode(byte* source, int length, char* target)
    {
        var end = source + length;
        var output = target;
        while (source < end)
        {
            while (end - source >= 4)
            {
                var bytes = *(uint*)source;
                if ((bytes & 0x8080_8080) != 0) break;
                var wide = (bytes | (ulong)bytes << 16) & 0x0000_ffff_0000_ffff;
                *(ulong*)output = (wide | wide << 8) & 0x00ff_00ff_00ff_00ff;
                source += 4;
                output += 4;
            }
            if (source == end) break;
            var point = Next(ref source, end);
            if (point < 0x10000)
            {
                *output++ = (char)point;
            }
            else
            {
                *output++ = (char)(0xd7c0 + (point >> 10));
                *output++ = (char)(0xdc00 | point & 0x3ff);
            }
        }
        return (int)(output - target);
    }

    private static int Next(ref char* source, char* end)
    {
        int unit = *source++;
        if (!char.IsSurrogate((char)unit)) return unit;
        if (unit >= 0xdc00 || source == end || !char.IsLowSurrogate(*source)) return Replacement;
        return (unit << 10) + *source++ - ((0xd800 << 10) + 0xdc00 - 0x10000);
    }

    private static int Next(ref byte* source, byte* end)
    {
        int lead = *source++;
        if (lead < 0x80) return lead;
        // Unicode table 3-7: the second byte's range depends on the first; the others are 80..BF.
        int rest, low = 0x80, high = 0xbf, point;
        if (lead is >= 0xc2 and <= 0xdf) (rest, point) = (1, lead & 0x1f);
        else if (lead is >= 0xe0 and <= 0xef)
        {
            (rest, point) = (2, lead & 0x0f);
            if (lead == 0xe0) low = 0xa0;
            if (lead == 0xed) high = 0x9f;
        }
        else if (lead is >= 0xf0 and <= 0xf4)
        {
            (rest, point) = (3, lead & 0x07);
            if (lead == 0xf0) low = 0x90;
            if (lead == 0xf4) high = 0x8f;
        }
        else return Replacement;
        for (; rest > 0; rest--)
        {
            if (source == end || *source < low || *source > high) return Replacement;
            point = point << 6 | *source++ & 0x3f;
            (low, high) = (0x80, 0xbf);
        }
        return point;
    }

    private static void Write(byte* target, int point, int bytes)
    {
        if (bytes == 1)
        {
            *target = (byte)point;
            return;
        }
        for (var i = bytes - 1; i > 0; i--, point >>= 6) target[i] = (byte)(0x80 | point & 0x3f);
        *target = (byte)(0xf00 >> bytes | point);
    }
}
