using System.Buffers.Binary;
using System.Text;
using static Microlight.Wasm.Compilation.ElfConstants;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// Reads a relocatable x86-64 ELF object (gABI chapter 4). The generator was fed with hostile code, so its output is checked like any
/// other input: every offset, size and index before use.
/// </summary>
internal sealed class ObjectFile
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Sections by their number in the file; 0 is the null section.</summary>
    public ObjectSection[] Sections { get; }
    public ObjectSymbol[] Symbols { get; private set; } = [];

    private ObjectFile(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Sections = ReadSections();
        foreach (var section in Sections)
            if (section.Type == SectionSymtab) ReadSymbols(section);
        foreach (var section in Sections)
            if (section.Type == SectionRela) ReadRelocations(section);
    }

    /// <exception cref="ObjectFormatException">The bytes are not such an object.</exception>
    public static ObjectFile Parse(ReadOnlyMemory<byte> bytes) => new(bytes);

    private ObjectSection[] ReadSections()
    {
        var span = _bytes.Span;
        if (span.Length < HeaderSize || !span[..4].SequenceEqual("\u007fELF"u8)) throw new ObjectFormatException("it is not an ELF file");
        if (span[4] != 2 || span[5] != 1) throw new ObjectFormatException("it is not 64-bit little-endian");
        if (U16(span, 16) != TypeRelocatable || U16(span, 18) != MachineX64) throw new ObjectFormatException("it is not a relocatable x86-64 file");
        var table = U64(span, 40);
        if (U16(span, 58) != SectionHeaderSize) throw new ObjectFormatException("its section headers have another size");
        var count = (ulong)U16(span, 60);
        var names = (uint)U16(span, 62);
        if (table < HeaderSize || table > (ulong)span.Length - SectionHeaderSize) throw new ObjectFormatException("its section table is outside the file");
        // gABI: with 0xff00 sections or more the real numbers are in the null section's header.
        if (count == 0) count = U64(span, (int)table + 32);
        if (names == IndexExtended) names = U32(span, (int)table + 40);
        if (count > ((ulong)span.Length - table) / SectionHeaderSize) throw new ObjectFormatException("its section table is outside the file");
        if (names >= count) throw new ObjectFormatException("it has no section names");

        var sections = new ObjectSection[count];
        var nameTable = SectionData((int)table, (int)names, out _, out _);
        for (var i = 0; i < sections.Length; i++)
        {
            var header = (int)table + i * SectionHeaderSize;
            var data = SectionData((int)table, i, out var type, out var size);
            var alignment = U64(span, header + 48);
            if (alignment == 0) alignment = 1;
            if (alignment > 4096 || !System.Numerics.BitOperations.IsPow2(alignment)) throw new ObjectFormatException($"section {i} is aligned to {alignment}");
            sections[i] = new ObjectSection(i, ReadString(nameTable.Span, U32(span, header)), type, U64(span, header + 8), data, size, (int)alignment)
            {
                Link = U32(span, header + 40), Info = U32(span, header + 44), EntrySize = U64(span, header + 56),
            };
        }
        return sections;
    }

    private ReadOnlyMemory<byte> SectionData(int table, int index, out uint type, out ulong size)
    {
        var span = _bytes.Span;
        var header = table + index * SectionHeaderSize;
        type = U32(span, header + 4);
        var offset = U64(span, header + 24);
        size = U64(span, header + 32);
        if (type is 0) { size = 0; return default; }
        if (type is SectionNobits)
        {
            if (size > 1 << 30) throw new ObjectFormatException($"section {index} has {size} bytes");
            return default;
        }
        if (offset > (ulong)span.Length || size > (ulong)span.Length - offset) throw new ObjectFormatException($"section {index} is outside the file");
        return _bytes.Slice((int)offset, (int)size);
    }

    private void ReadSymbols(ObjectSection section)
    {
        if (Symbols.Length != 0) throw new ObjectFormatException("it has two symbol tables");
        var data = section.Data.Span;
        if (section.EntrySize != SymbolSize || data.Length % SymbolSize != 0) throw new ObjectFormatException("its symbols have another size");
        if (section.Link >= Sections.Length) throw new ObjectFormatException("its symbols have no names");
        var names = Sections[section.Link].Data.Span;
        var symbols = new ObjectSymbol[data.Length / SymbolSize];
        for (var i = 0; i < symbols.Length; i++)
        {
            var entry = data.Slice(i * SymbolSize, SymbolSize);
            var index = U16(entry, 6);
            if (index is IndexAbsolute or IndexCommon or IndexExtended || index >= Sections.Length)
                throw new ObjectFormatException($"symbol {i} is in section {index}, which the linker does not know");
            var value = U64(entry, 8);
            var size = U64(entry, 16);
            if (index != 0 && (value > Sections[index].Size || size > Sections[index].Size - value))
                throw new ObjectFormatException($"symbol {i} is outside its section");
            symbols[i] = new ObjectSymbol(ReadString(names, U32(entry, 0)), value, size, (byte)(entry[4] & 15), (byte)(entry[4] >> 4), index);
        }
        Symbols = symbols;
    }

    private void ReadRelocations(ObjectSection section)
    {
        var data = section.Data.Span;
        if (section.EntrySize != RelaSize || data.Length % RelaSize != 0) throw new ObjectFormatException("its relocations have another size");
        if (section.Info == 0 || section.Info >= Sections.Length) throw new ObjectFormatException($"section {section.Index} relocates no section");
        var target = Sections[section.Info];
        if (target.Relocations.Length != 0) throw new ObjectFormatException($"section {target.Index} has two relocation tables");
        var relocations = new ObjectRelocation[data.Length / RelaSize];
        for (var i = 0; i < relocations.Length; i++)
        {
            var entry = data.Slice(i * RelaSize, RelaSize);
            var relocation = new ObjectRelocation(U64(entry, 0), U32(entry, 8), (int)U32(entry, 12), BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
            if ((uint)relocation.Symbol >= Symbols.Length) throw new ObjectFormatException($"relocation {i} of section {target.Index} has no symbol");
            var width = WidthOf(relocation.Type);
            if ((ulong)target.Data.Length < width || relocation.Offset > (ulong)target.Data.Length - width)
                throw new ObjectFormatException($"relocation {i} of section {target.Index} is outside it");
            relocations[i] = relocation;
        }
        target.Relocations = relocations;
    }

    private static ulong WidthOf(uint relocation) => relocation switch
    {
        Reloc64 or RelocPc64 => 8,
        RelocPc32 or RelocPlt32 or Reloc32 or Reloc32Signed => 4,
        _ => throw new ObjectFormatException($"relocation type {relocation} is not one that the linker knows"),
    };

    private static string ReadString(ReadOnlySpan<byte> table, uint offset)
    {
        if (offset >= table.Length) return offset == 0 ? "" : throw new ObjectFormatException("a name is outside the string table");
        var text = table[(int)offset..];
        var end = text.IndexOf((byte)0);
        if (end < 0) throw new ObjectFormatException("a name has no end");
        return Encoding.UTF8.GetString(text[..end]);
    }

    private static ushort U16(ReadOnlySpan<byte> span, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(span[offset..]);
    private static uint U32(ReadOnlySpan<byte> span, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(span[offset..]);
    private static ulong U64(ReadOnlySpan<byte> span, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(span[offset..]);
}
