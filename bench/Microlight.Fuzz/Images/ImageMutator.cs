using System.Buffers.Binary;

namespace Microlight.Fuzz.Images;

/// <summary>Bends guest images where their reader looks: headers, tables, sections; some anywhere. The same seed gives the same images.</summary>
internal sealed class ImageMutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 8, 63, 64, 4095, 4096, 0x1f_ffff, 0x20_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 0x7dff_ffff_f000,
        0x7e00_0000_0000, 0x7e00_4000_0000, 0x7e00_4000_1000, 0x7e00_bfff_f000, 0x7e00_c000_0000, long.MaxValue, 1UL << 63, ulong.MaxValue - 4095, ulong.MaxValue,
    ];

    public byte[] Next()
    {
        var image = (byte[])seeds[random.Next(seeds.Count)].Clone();
        for (var bends = 1 + random.Next(4); bends > 0; bends--) Bend(image);
        return random.Next(16) == 0 ? image[..random.Next(image.Length + 1)] : image;
    }

    private void Bend(byte[] image)
    {
        int start, length;
        switch (random.Next(5))
        {
            case 0: (start, length) = (0, 64); break;
            case 1: (start, length) = Table(image, 32, 56, 54); break;
            case 2: (start, length) = Table(image, 40, 60, 58); break;
            case 3: (start, length) = Section(image); break;
            default: (start, length) = (0, image.Length); break;
        }
        if (length < 8) return;
        var width = 1 << random.Next(4);
        // Fields lie at multiples of their size.
        var at = start + random.Next(length / width) * width;
        if (at < 0 || at + width > image.Length) return;
        var value = random.Next(3) switch
        {
            0 => Edges[random.Next(Edges.Length)],
            1 => (ulong)random.NextInt64(),
            _ => Read(image, at, width) + (ulong)random.NextInt64(-16, 17),
        };
        for (var i = 0; i < width; i++) image[at + i] = (byte)(value >> (8 * i));
    }

    /// <summary>Program or section headers, by the fields of the ELF header that say where they are.</summary>
    private static (int Start, int Length) Table(byte[] image, int offsetAt, int countAt, int sizeAt)
    {
        if (image.Length < 64) return default;
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(offsetAt));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(countAt)), size = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(sizeAt));
        return offset < (ulong)image.Length ? ((int)offset, Math.Min(count * size, image.Length - (int)offset)) : default;
    }

    /// <summary>The bytes of a section; small ones, the tables of the ABI, come as often as large ones.</summary>
    private (int Start, int Length) Section(byte[] image)
    {
        var (start, length) = Table(image, 40, 60, 58);
        if (length < 64) return default;
        var header = start + random.Next(length / 64) * 64;
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(header + 24));
        var size = BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(header + 32));
        return offset < (ulong)image.Length && size <= (ulong)image.Length - offset ? ((int)offset, (int)size) : default;
    }

    private static ulong Read(byte[] image, int at, int width)
    {
        ulong value = 0;
        for (var i = 0; i < width; i++) value |= (ulong)image[at + i] << (8 * i);
        return value;
    }
}
