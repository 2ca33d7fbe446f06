namespace Microlight.Fuzz;

/// <summary>
/// Makes hostile modules out of good ones, the same ones for the same seed. A fifth of the mutations work on raw bytes; the others on the
/// contents of one section or function, whose sizes are put right again, so that they get past the outer layers.
/// </summary>
internal sealed class ModuleMutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const byte CodeSection = 10;

    // Bytes and LEB128 integers that lie at the edges of what decoders check.
    private static readonly byte[][] Interesting =
    [
        [0x00], [0x01], [0x7f], [0x80], [0xff], [0x40], [0x0b], [0x05], [0x60], [0x70], [0x6f], [0x7b], [0x41], [0xfc], [0xfd], [0xfb], [0xfe],
        [0x80, 0x00], [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0x7f], [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], [0x80, 0x80, 0x80, 0x80, 0x10],
        [0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0x03], [0x80, 0x80, 0x04], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], [0x02, 0x40], [0x03, 0x40], [0x04, 0x40], [0x0e, 0xff, 0xff, 0x03], [0x0c, 0x00],
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next mutated module, and which seed it came from.</summary>
    public (byte[] Module, int Seed) Next()
    {
        var origin = _random.Next(seeds.Count);
        var module = seeds[origin];
        var rounds = 1 + _random.Next(_random.Next(1, 5));
        for (var i = 0; i < rounds; i++)
            module = _random.Next(5) == 0 ? MutateRaw(module, _random.Next(module.Length + 1)) : MutateSection(module);
        return (module, origin);
    }

    private byte[] MutateSection(byte[] module)
    {
        var sections = SectionSpan.Sections(module);
        if (sections.Count == 0) return MutateRaw(module, _random.Next(module.Length + 1));
        var section = sections[_random.Next(sections.Count)];
        var contents = section.Of(module);
        switch (_random.Next(8))
        {
            case 0: return section.Remove(module);
            case 1: return section.Repeat(module);
        }
        if (contents.AsSpan().StartsWith("\0asm"u8) && _random.Next(3) != 0)
        {
            // A module or component within a component.
            contents = MutateSection(contents);
        }
        else if (section.Id == CodeSection && _random.Next(4) != 0 && SectionSpan.Bodies(contents) is { Count: > 0 } bodies)
        {
            var body = bodies[_random.Next(bodies.Count)];
            var code = body.Of(contents);
            contents = body.Replace(contents, MutateRaw(code, _random.Next(code.Length + 1)));
        }
        else
        {
            contents = MutateRaw(contents, _random.Next(contents.Length + 1));
        }
        return section.Replace(module, contents);
    }

    private byte[] MutateRaw(byte[] bytes, int at)
    {
        var length = Math.Min(bytes.Length - at, 1 + _random.Next(8));
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Length:
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << _random.Next(8));
                return flipped;
            case 1 when at < bytes.Length:
                var replaced = (byte[])bytes.Clone();
                replaced[at] = (byte)_random.Next(256);
                return replaced;
            case 2: return Splice(bytes, at, length, []);
            case 3: return Splice(bytes, at, 0, Interesting[_random.Next(Interesting.Length)]);
            case 4: return Splice(bytes, at, length, Interesting[_random.Next(Interesting.Length)]);
            case 5: return Splice(bytes, at, 0, Repeat(bytes.AsSpan(at, length), 1 + _random.Next(_random.Next(50) == 0 ? 20_000 : 8)));
            case 6:
                var other = seeds[_random.Next(seeds.Count)];
                var start = _random.Next(other.Length);
                return Splice(bytes, at, length, other.AsSpan(start, Math.Min(other.Length - start, 1 + _random.Next(64))));
            default: return _random.Next(8) == 0 ? bytes[..at] : Splice(bytes, at, length, RandomBytes(length));
        }
    }

    private byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Repeat(ReadOnlySpan<byte> bytes, int times)
    {
        var result = new byte[bytes.Length * times];
        for (var i = 0; i < times; i++) bytes.CopyTo(result.AsSpan(i * bytes.Length));
        return result;
    }

    private static byte[] Splice(byte[] bytes, int at, int removed, ReadOnlySpan<byte> inserted) => [.. bytes.AsSpan(0, at), .. inserted, .. bytes.AsSpan(at + removed)];
}
