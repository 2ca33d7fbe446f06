namespace Microlight.Fuzz;

/// <summary>
/// A sized part of a module: a section, or a function in the contents of the code section. Found by a reader of the fuzzer's own that stops
/// where it understands no more, as it works on modules that are already mutated.
/// </summary>
internal readonly record struct SectionSpan(byte Id, int Header, int SizeStart, int Start, int Length)
{
    private const int ModuleHeader = 8;

    public static List<SectionSpan> Sections(ReadOnlySpan<byte> module)
    {
        var sections = new List<SectionSpan>();
        var at = ModuleHeader;
        while (at < module.Length)
        {
            var (header, id) = (at, module[at]);
            at++;
            var sizeStart = at;
            if (!TryReadSize(module, ref at, out var size)) break;
            sections.Add(new SectionSpan(id, header, sizeStart, at, size));
            at += size;
        }
        return sections;
    }

    /// <summary>The functions in the contents of a code section.</summary>
    public static List<SectionSpan> Bodies(ReadOnlySpan<byte> contents)
    {
        var bodies = new List<SectionSpan>();
        var at = 0;
        if (!TryReadNumber(contents, ref at, out _)) return bodies;
        while (at < contents.Length)
        {
            var sizeStart = at;
            if (!TryReadSize(contents, ref at, out var size)) break;
            bodies.Add(new SectionSpan(0, sizeStart, sizeStart, at, size));
            at += size;
        }
        return bodies;
    }

    public byte[] Of(ReadOnlySpan<byte> whole) => whole.Slice(Start, Length).ToArray();

    /// <summary>The whole with other contents for this part, its size put right.</summary>
    public byte[] Replace(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> contents)
    {
        var result = new List<byte>(whole.Length + contents.Length);
        result.AddRange(whole[..SizeStart]);
        var size = (uint)contents.Length;
        for (; size >= 0x80; size >>= 7) result.Add((byte)(size | 0x80));
        result.Add((byte)size);
        result.AddRange(contents);
        result.AddRange(whole[(Start + Length)..]);
        return [.. result];
    }

    public byte[] Remove(ReadOnlySpan<byte> whole) => [.. whole[..Header], .. whole[(Start + Length)..]];

    public byte[] Repeat(ReadOnlySpan<byte> whole) => [.. whole[..(Start + Length)], .. whole[Header..]];

    private static bool TryReadSize(ReadOnlySpan<byte> bytes, ref int at, out int size) =>
        TryReadNumber(bytes, ref at, out size) && size <= bytes.Length - at;

    private static bool TryReadNumber(ReadOnlySpan<byte> bytes, ref int at, out int number)
    {
        number = 0;
        for (var shift = 0; shift < 28 && at < bytes.Length; shift += 7)
        {
            var b = bytes[at++];
            number |= (b & 0x7f) << shift;
            if (b < 0x80) return true;
        }
        return false;
    }
}
