using System.Buffers.Binary;
using System.Text;
using Microlight.Diagnostics;

namespace Microlight.Images;

/// <summary>
/// Reads a static x86-64 ELF executable (System V gABI, chapters 4 and 5; x86-64 psABI). The file may be hostile: every offset is
/// checked before it is used, and what does not fit is an <see cref="InvalidGuestImageException"/> that says what and where.
/// </summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64, ProgramHeaderSize = 56, SectionHeaderSize = 64, SymbolSize = 24;
    private const ushort TypeExecutable = 2, MachineX86_64 = 62;
    private const uint ProgramLoad = 1, ProgramDynamic = 2, ProgramInterpreter = 3;
    private const uint SectionSymbolTable = 2, SectionStringTable = 3, SectionNoBits = 8;
    private const uint FlagExecutable = 1, FlagWritable = 2;
    /// <summary>Names of sections and symbols may all be parts of one that fills the file; what is longer than this is cut.</summary>
    private const int LongestName = 1024;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly string _name;

    public ElfFile(ReadOnlyMemory<byte> file, string name)
    {
        _file = file;
        _name = name;
        var header = file.Span;
        if (header.Length < HeaderSize || !header.StartsWith("\u007fELF"u8)) throw Invalid("it is not an ELF file");
        if (header[4] != 2 || header[5] != 1) throw Invalid("it is not a 64-bit little-endian ELF file");
        if (U16(16) != TypeExecutable) throw Invalid($"it is an ELF file of type {U16(16)}, not a static executable (ET_EXEC, 2)");
        if (U16(18) != MachineX86_64) throw Invalid($"it is for machine {U16(18)}, not x86-64 (62)");
        Segments = ReadSegments();
        Sections = ReadSections();
        foreach (var section in Sections)
            if (section.Type == SectionSymbolTable && (section.Link >= (uint)Sections.Length || Sections[section.Link].Type != SectionStringTable))
                throw Invalid($"the symbol table '{section.Name}' names section {section.Link}, which is not a string table");
    }

    /// <summary>Bytes of the file.</summary>
    public int Size => _file.Length;

    /// <summary>The PT_LOAD segments that take memory, sorted by address; they do not overlap.</summary>
    public ElfSegment[] Segments { get; }

    public ElfSection[] Sections { get; }

    /// <summary>The bytes of the first section of that name; empty if there is none.</summary>
    public ReadOnlyMemory<byte> GetSection(string name)
    {
        foreach (var section in Sections)
            if (section.Name == name)
                return _file.Slice(section.FileOffset, section.FileSize);
        return default;
    }

    /// <summary>The file's bytes behind a guest address up to the end of the segment's file part; false where there are none.</summary>
    public bool TryRead(ulong address, out ReadOnlySpan<byte> bytes)
    {
        foreach (var segment in Segments)
        {
            if (!segment.Contains(address)) continue;
            var offset = address - segment.Address;
            if (offset >= (ulong)segment.FileSize) break;
            bytes = _file.Span.Slice(segment.FileOffset + (int)offset, segment.FileSize - (int)offset);
            return true;
        }
        bytes = default;
        return false;
    }

    public ReadOnlySpan<byte> Content(in ElfSegment segment) => _file.Span.Slice(segment.FileOffset, segment.FileSize);

    /// <summary>The function symbols of .symtab, sorted by address. Does not throw: they are first read when a guest has trapped.</summary>
    public SymbolTable ReadSymbols()
    {
        foreach (var section in Sections)
        {
            if (section.Type != SectionSymbolTable) continue;
            var symbols = _file.Span.Slice(section.FileOffset, section.FileSize - section.FileSize % SymbolSize);
            var names = Sections[section.Link];
            return new SymbolTable(symbols, _file.Slice(names.FileOffset, names.FileSize));
        }
        return SymbolTable.Empty;
    }

    /// <summary>All named symbols of .symtab in the file's order, those that are not inside the string table left out.</summary>
    public List<ElfSymbol> ReadAllSymbols()
    {
        var result = new List<ElfSymbol>();
        foreach (var section in Sections)
        {
            if (section.Type != SectionSymbolTable) continue;
            var names = Sections[section.Link];
            var table = _file.Span.Slice(names.FileOffset, names.FileSize);
            for (var entries = _file.Span.Slice(section.FileOffset, section.FileSize); entries.Length >= SymbolSize; entries = entries[SymbolSize..])
            {
                if (ReadString(table, BinaryPrimitives.ReadUInt32LittleEndian(entries)) is not { Length: > 0 } name) continue;
                result.Add(new ElfSymbol(name, BinaryPrimitives.ReadUInt64LittleEndian(entries[8..]), BinaryPrimitives.ReadUInt64LittleEndian(entries[16..]), entries[4] & 15, entries[4] >> 4 == 0));
            }
        }
        return result;
    }

    /// <summary>The call frame information of .eh_frame, loaded or not; empty if there is none.</summary>
    public CallFrameTable ReadCallFrames()
    {
        foreach (var section in Sections)
            if (section.Name == ".eh_frame")
                return new CallFrameTable(_file.Slice(section.FileOffset, section.FileSize), section.Address);
        return new CallFrameTable(default, 0);
    }

    /// <summary>Whether an address lies in an executable segment.</summary>
    public bool IsCode(ulong address)
    {
        foreach (var segment in Segments)
            if (segment.IsExecutable && segment.Contains(address))
                return true;
        return false;
    }

    /// <summary>What to throw; names in <paramref name="why"/> are the file's, so they are made fit for a log.</summary>
    public InvalidGuestImageException Invalid(string why) => new($"'{_name}' is not a guest image: {GuestText.Short(why)}.");

    /// <summary>What to throw for an image that is one, but wants more than it is given.</summary>
    public InvalidGuestImageException DoesNotFit(string why) => new($"'{_name}' cannot start: {why}.");

    private ElfSegment[] ReadSegments()
    {
        var segments = new List<ElfSegment>();
        var table = U64(32);
        int entrySize = U16(54), count = U16(56);
        if (count > 0 && entrySize != ProgramHeaderSize) throw Invalid($"its program headers have {entrySize} bytes instead of {ProgramHeaderSize}");
        CheckRange(table, (ulong)count * ProgramHeaderSize, "program headers");
        for (var i = 0; i < count; i++)
        {
            var at = (int)table + i * ProgramHeaderSize;
            var type = U32(at);
            if (type == ProgramInterpreter || type == ProgramDynamic)
                throw Invalid("it is dynamically linked; link it with -static and without -pie");
            if (type != ProgramLoad) continue;
            ulong offset = U64(at + 8), address = U64(at + 16), fileSize = U64(at + 32), memorySize = U64(at + 40);
            if (memorySize == 0) continue;
            CheckRange(offset, fileSize, $"segment {i}");
            if (fileSize > memorySize) throw Invalid($"segment {i} has more bytes in the file ({fileSize}) than in memory ({memorySize})");
            if (address + memorySize < address) throw Invalid($"segment {i} at 0x{address:x} wraps around the address space");
            var flags = U32(at + 4);
            var segment = new ElfSegment(address, memorySize, (int)offset, (int)fileSize, (flags & FlagWritable) != 0, (flags & FlagExecutable) != 0);
            if (segment is { IsWritable: true, IsExecutable: true }) throw Invalid($"segment {i} at 0x{address:x} is writable and executable at once");
            segments.Add(segment);
        }
        segments.Sort((left, right) => left.Address.CompareTo(right.Address));
        for (var i = 1; i < segments.Count; i++)
            if (segments[i].Address < segments[i - 1].End)
                throw Invalid($"the segments at 0x{segments[i - 1].Address:x} and 0x{segments[i].Address:x} overlap");
        return segments.ToArray();
    }

    private ElfSection[] ReadSections()
    {
        var table = U64(40);
        int entrySize = U16(58), count = U16(60), namesIndex = U16(62);
        if (count == 0) return [];
        if (entrySize != SectionHeaderSize) throw Invalid($"its section headers have {entrySize} bytes instead of {SectionHeaderSize}");
        CheckRange(table, (ulong)count * SectionHeaderSize, "section headers");
        if (namesIndex >= count) throw Invalid($"its section names are in section {namesIndex} of {count}");
        var namesHeader = (int)table + namesIndex * SectionHeaderSize;
        CheckRange(U64(namesHeader + 24), U64(namesHeader + 32), "section names");
        var names = _file.Slice((int)U64(namesHeader + 24), (int)U64(namesHeader + 32));
        var sections = new ElfSection[count];
        for (var i = 0; i < count; i++)
        {
            var at = (int)table + i * SectionHeaderSize;
            var name = ReadString(names.Span, U32(at)) ?? throw Invalid($"the name of section {i} is outside the section names");
            var type = U32(at + 4);
            var hasBytes = type != SectionNoBits && type != 0;
            if (hasBytes) CheckRange(U64(at + 24), U64(at + 32), $"section '{name}'");
            sections[i] = new ElfSection(name, type, U32(at + 40), U64(at + 16), hasBytes ? (int)U64(at + 24) : 0, hasBytes ? (int)U64(at + 32) : 0);
        }
        return sections;
    }

    /// <summary>
    /// A zero-terminated string of a string table, at most its first <see cref="LongestName"/> bytes; null if it is not inside it. Bytes
    /// that are not UTF-8 are replaced.
    /// </summary>
    internal static string? ReadString(ReadOnlySpan<byte> table, uint offset)
    {
        if (offset >= (uint)table.Length) return null;
        var rest = table[(int)offset..];
        var end = rest[..Math.Min(rest.Length, LongestName)].IndexOf((byte)0);
        if (end < 0 && rest.Length <= LongestName) return null;
        return Encoding.UTF8.GetString(rest[..(end < 0 ? LongestName : end)]);
    }

    private void CheckRange(ulong offset, ulong bytes, string what)
    {
        var length = (ulong)_file.Length;
        if (offset > length || bytes > length - offset)
            throw Invalid($"its {what} ({bytes} bytes at offset {offset}) reach past the end of the file ({length} bytes)");
    }

    private ushort U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_file.Span[offset..]);
    private uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file.Span[offset..]);
    private ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_file.Span[offset..]);
}
