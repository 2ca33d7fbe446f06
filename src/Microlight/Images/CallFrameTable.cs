namespace Microlight.Images;

/// <summary>
/// The section .eh_frame: for each piece of code, how to find its caller's registers (LSB 5.0 Core, 10.6; DWARF 5, 6.4.1). The image
/// wrote it and may lie: what is malformed ends the reading, and what was read until then counts.
/// </summary>
internal sealed class CallFrameTable
{
    private readonly ReadOnlyMemory<byte> _section;
    private readonly ulong _address;
    private readonly Dictionary<int, CommonEntry?> _commonEntries = [];
    private readonly ulong[] _starts;
    private readonly Entry[] _entries;

    /// <summary>A CIE: what several pieces of code have in common.</summary>
    public sealed record CommonEntry(ulong CodeFactor, long DataFactor, ulong ReturnRegister, byte PointerEncoding, bool HasAugmentationData, bool IsSignal, Range Instructions);

    /// <summary>An FDE: the code in [Start, Start + Bytes).</summary>
    public sealed record Entry(ulong Start, ulong Bytes, CommonEntry Common, Range Instructions);

    /// <param name="section">The section's bytes, which stay.</param>
    /// <param name="address">Its guest virtual address, from which it counts.</param>
    public CallFrameTable(ReadOnlyMemory<byte> section, ulong address)
    {
        _section = section;
        _address = address;
        var entries = new List<Entry>();
        ReadRecords(entries);
        _entries = entries.ToArray();
        _starts = Array.ConvertAll(_entries, entry => entry.Start);
        Array.Sort(_starts, _entries);
    }

    public Entry? Find(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        if (index < 0) index = ~index - 1;
        return index >= 0 && address - _starts[index] < _entries[index].Bytes ? _entries[index] : null;
    }

    /// <summary>A cursor over instructions, and the address of its first byte.</summary>
    public CallFrameReader Read(Range instructions, out ulong address)
    {
        address = _address + (ulong)instructions.Start.Value;
        return new CallFrameReader(_section.Span[instructions]);
    }

    private void ReadRecords(List<Entry> entries)
    {
        var section = _section.Span;
        var position = 0;
        while (section.Length - position >= 8)
        {
            var record = new CallFrameReader(section, position);
            var length = record.U32();
            // 0 ends the section; 0xffffffff announces 64-bit lengths, which nothing here needs.
            if (length < 4 || length > (uint)(section.Length - position - 4)) return;
            var end = position + 4 + (int)length;
            var common = record.U32();
            if (common != 0)
            {
                // The pointer to the CIE counts back from where it stands itself.
                if (common > (uint)position + 4) return;
                if (ReadEntry(end, position + 8, position + 4 - (int)common) is { } entry) entries.Add(entry);
            }
            position = end;
        }
    }

    private Entry? ReadEntry(int end, int position, int commonPosition)
    {
        if (!_commonEntries.TryGetValue(commonPosition, out var common)) _commonEntries.Add(commonPosition, common = ReadCommon(commonPosition));
        if (common is null) return null;
        var reader = new CallFrameReader(_section.Span[..end], position);
        var start = reader.Pointer(common.PointerEncoding, _address);
        var bytes = reader.Pointer((byte)(common.PointerEncoding & 0x0f), 0);
        if (common.HasAugmentationData) reader.Skip(reader.Uleb());
        return reader.Failed || bytes == 0 || start + bytes < start ? null : new Entry(start, bytes, common, reader.Position..end);
    }

    private CommonEntry? ReadCommon(int position)
    {
        var section = _section.Span;
        var reader = new CallFrameReader(section, position);
        var length = reader.U32();
        if (reader.Failed || length < 4 || length > (uint)(section.Length - position - 4)) return null;
        var end = position + 4 + (int)length;
        reader = new CallFrameReader(section[..end], position + 4);
        if (reader.U32() != 0) return null;
        var version = reader.U8();
        if (version is not (1 or 3)) return null;
        var augmentation = ReadAugmentation(ref reader);
        var codeFactor = reader.Uleb();
        var dataFactor = reader.Sleb();
        var returnRegister = version == 1 ? reader.U8() : reader.Uleb();
        var (encoding, isSignal, hasData) = ((byte)0, false, augmentation.StartsWith('z'));
        if (augmentation.Length > 0 && !hasData) return null;
        if (hasData)
        {
            var dataLength = reader.Uleb();
            var dataStart = reader.Position;
            foreach (var letter in augmentation.AsSpan(1))
            {
                switch (letter)
                {
                    case 'R': encoding = reader.U8(); break;
                    case 'L': reader.U8(); break;
                    // The value is not used, only stepped over: what it counts from does not matter.
                    case 'P': reader.Pointer((byte)(reader.U8() & 0x0f), 0); break;
                    case 'S': isSignal = true; break;
                    default: return null;
                }
            }
            if (reader.Failed || dataLength > (ulong)(end - dataStart)) return null;
            reader = new CallFrameReader(section[..end], dataStart + (int)dataLength);
        }
        return reader.Failed ? null : new CommonEntry(codeFactor, dataFactor, returnRegister, encoding, hasData, isSignal, reader.Position..end);
    }

    private static string ReadAugmentation(ref CallFrameReader reader)
    {
        const int longest = 8;
        Span<char> text = stackalloc char[longest];
        var length = 0;
        while (reader.U8() is var letter and not 0)
        {
            if (length == longest) return "?";
            text[length++] = (char)letter;
        }
        return new string(text[..length]);
    }
}
