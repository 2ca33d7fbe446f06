using System.Buffers.Binary;
using System.Text;
using Microlight.Abi;
using static Microlight.Wasm.Compilation.ElfConstants;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// Writes linked sections as a static ELF executable (gABI chapters 4 and 5): one PT_LOAD per run of sections of one kind, page-aligned
/// in file and memory, then the sections that are not loaded and the section headers.
/// </summary>
internal sealed class ImageWriter
{
    private const int Page = 4096;
    private const int MostSegments = 0xffff, MostSections = 0xff00;
    private readonly List<Segment> _segments = [];
    private readonly List<(string Name, uint Type, ulong Address, byte[] Data)> _notes = [];
    private readonly List<Symbol> _symbols = [];

    private readonly record struct Symbol(string Name, ulong Address, ulong Size, byte Type, byte Binding);

    private sealed class Segment(ulong address, uint flags)
    {
        public ulong Address { get; } = address;
        public uint Flags { get; } = flags;
        public List<(string Name, ulong Address, ReadOnlyMemory<byte> Data, ulong Size)> Parts { get; } = [];
        public ulong FileSize { get; set; }
        public ulong MemorySize { get; set; }
        public long FileOffset { get; set; }
    }

    /// <summary>Adds sections in address order, as <see cref="ObjectLinker.Sections"/> has them.</summary>
    public void AddSections(IReadOnlyList<LinkSection> sections)
    {
        Segment? current = null;
        foreach (var section in sections)
        {
            if (section.Size == 0) continue;
            var flags = section.Kind switch
            {
                SectionKind.Code => SegmentRead | SegmentExecute,
                SectionKind.Writable => SegmentRead | SegmentWrite,
                _ => SegmentRead,
            };
            // A section at a fixed address starts a segment of its own rather than a file full of zeros.
            if (current is null || current.Flags != flags || section.Address - (current.Address + current.MemorySize) >= Page)
                _segments.Add(current = new Segment(section.Address & ~(ulong)(Page - 1), flags));
            current.Parts.Add((section.Name, section.Address, section.Data.ToArray(), section.Size));
            if (section.Length > 0) current.FileSize = section.Address + (ulong)section.Length - current.Address;
            current.MemorySize = section.Address + section.Size - current.Address;
        }
    }

    /// <summary>Adds first contents of a memory region; the address is a multiple of 4096.</summary>
    public void AddMemory(ulong address, ReadOnlyMemory<byte> data)
    {
        var segment = new Segment(address, SegmentRead | SegmentWrite) { FileSize = (ulong)data.Length, MemorySize = (ulong)data.Length };
        segment.Parts.Add(("", address, data, (ulong)data.Length));
        _segments.Add(segment);
    }

    /// <summary>Adds a section that is in the file only.</summary>
    /// <param name="address">What addresses in it count from, 0 where there are none.</param>
    public void AddNote(string name, byte[] data, ulong address = 0) => _notes.Add((name, SectionProgbits, address, data));

    /// <summary>Adds a function symbol for backtraces.</summary>
    /// <param name="isOwn">It is a function of the program itself: such symbols stay in the order in which they are added.</param>
    public void AddFunction(string name, ulong address, ulong size, bool isOwn = true) =>
        _symbols.Add(new Symbol(name, address, size, SymbolFunction, isOwn ? BindGlobal : BindLocal));

    /// <summary>Adds a symbol that is for disassembly only: data, or code that backtraces do not name.</summary>
    public void AddLabel(string name, ulong address, ulong size, bool isCode) =>
        _symbols.Add(new Symbol(name, address, size, isCode ? SymbolNone : SymbolObject, BindLocal));

    public byte[] Write()
    {
        _segments.Sort((a, b) => a.Address.CompareTo(b.Address));
        AddSymbolTable();

        long offset = HeaderSize + ProgramHeaderSize * _segments.Count;
        foreach (var segment in _segments)
        {
            segment.FileOffset = offset = Align(offset, Page);
            offset += (long)segment.FileSize;
        }
        var headers = new List<SectionHeader> { default };
        var names = new NameTable();
        foreach (var segment in _segments)
            foreach (var part in segment.Parts)
            {
                if (part.Name.Length == 0) continue;
                var flags = FlagAlloc | ((segment.Flags & SegmentWrite) != 0 ? FlagWrite : 0) | ((segment.Flags & SegmentExecute) != 0 ? FlagExecute : 0);
                headers.Add(new SectionHeader(names.Add(part.Name), part.Data.Length == 0 ? SectionNobits : SectionProgbits, flags, part.Address,
                    segment.FileOffset + (long)(part.Address - segment.Address), part.Data.Length == 0 ? (long)part.Size : part.Data.Length));
            }
        var firstGlobal = 1 + (uint)_symbols.Count(s => s.Binding == BindLocal);
        var symbols = headers.Count + _notes.FindIndex(n => n.Type == SectionSymtab);
        foreach (var (name, type, address, data) in _notes)
        {
            offset = Align(offset, 8);
            // The symbol table's link is the string table right behind it; its info is the number of the first global symbol.
            headers.Add(new SectionHeader(names.Add(name), type, 0, address, offset, data.Length,
                type == SectionSymtab ? (uint)symbols + 1 : 0, type == SectionSymtab ? firstGlobal : 0, type == SectionSymtab ? (ulong)SymbolSize : 0));
            offset += data.Length;
        }
        headers.Add(new SectionHeader(names.Add(".shstrtab"), SectionStrtab, 0, 0, offset, names.Length));
        var nameOffset = offset;
        offset = Align(offset + names.Length, 8);
        if (offset + headers.Count * SectionHeaderSize > int.MaxValue) throw new WasmCompilationException("The compiled program is larger than the 2 GiB that an image file may have.");

        // e_phnum and e_shnum: larger numbers mean something else (gABI chapter 4, SHN_LORESERVE; chapter 5, PN_XNUM).
        if (_segments.Count >= MostSegments) throw new WasmCompilationException($"The compiled program has {_segments.Count:#,0} separate pieces of data; an image holds fewer than {MostSegments:#,0}. Place them closer together.");
        if (headers.Count >= MostSections) throw new WasmCompilationException($"The compiled program has {headers.Count:#,0} sections; an image holds fewer than {MostSections:#,0}.");

        var file = new byte[offset + headers.Count * SectionHeaderSize];
        WriteHeader(file, offset, headers.Count);
        foreach (var segment in _segments)
            foreach (var part in segment.Parts)
                part.Data.Span.CopyTo(file.AsSpan((int)(segment.FileOffset + (long)(part.Address - segment.Address))));
        for (var (i, first) = (0, headers.Count - 1 - _notes.Count); i < _notes.Count; i++) _notes[i].Data.CopyTo(file, headers[first + i].Offset);
        names.CopyTo(file.AsSpan((int)nameOffset));
        for (var i = 0; i < headers.Count; i++) headers[i].Write(file.AsSpan((int)offset + i * SectionHeaderSize));
        return file;
    }

    private void WriteHeader(byte[] file, long sectionHeaders, int sectionCount)
    {
        var header = file.AsSpan();
        "\u007fELF"u8.CopyTo(header);
        header[4] = 2;      // 64-bit
        header[5] = 1;      // little-endian
        header[6] = 1;      // version
        U16(16, TypeExecutable);
        U16(18, MachineX64);
        U32(20, 1);
        // Where the guest starts, which is not in the image; with 0, gdb takes every function without a name for the outermost one.
        U64(24, GuestLayout.Trampoline);
        U64(32, HeaderSize);
        U64(40, (ulong)sectionHeaders);
        U16(52, HeaderSize);
        U16(54, ProgramHeaderSize);
        U16(56, (ushort)_segments.Count);
        U16(58, SectionHeaderSize);
        U16(60, (ushort)sectionCount);
        U16(62, (ushort)(sectionCount - 1));
        for (var i = 0; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            var at = HeaderSize + i * ProgramHeaderSize;
            U32(at, SegmentLoad);
            U32(at + 4, segment.Flags);
            U64(at + 8, (ulong)segment.FileOffset);
            U64(at + 16, segment.Address);
            U64(at + 24, segment.Address);
            U64(at + 32, segment.FileSize);
            U64(at + 40, (ulong)Align((long)segment.MemorySize, Page));
            U64(at + 48, Page);
        }

        void U16(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);
        void U32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
        void U64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), value);
    }

    private void AddSymbolTable()
    {
        // The format wants local symbols first.
        var symbols = _symbols.OrderBy(s => s.Binding).ToList();
        var names = new NameTable();
        var table = new byte[SymbolSize * (symbols.Count + 1)];
        for (var i = 0; i < symbols.Count; i++)
        {
            var symbol = symbols[i];
            var entry = table.AsSpan(SymbolSize * (i + 1));
            BinaryPrimitives.WriteUInt32LittleEndian(entry, names.Add(symbol.Name));
            entry[4] = (byte)(symbol.Binding << 4 | symbol.Type);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], SectionAt(symbol.Address));
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], symbol.Address);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], symbol.Size);
        }
        _notes.Add((".symtab", SectionSymtab, 0, table));
        _notes.Add((".strtab", SectionStrtab, 0, names.ToArray()));
    }

    /// <summary>Number of the section header around an address: debuggers take a function for one only if it lies in a code section.</summary>
    private ushort SectionAt(ulong address)
    {
        ushort index = 0;
        foreach (var segment in _segments)
            foreach (var part in segment.Parts)
            {
                if (part.Name.Length == 0) continue;
                index++;
                if (address - part.Address < part.Size) return index;
            }
        return IndexAbsolute;
    }

    private static long Align(long value, long alignment) => (value + alignment - 1) & ~(alignment - 1);

    private readonly record struct SectionHeader(
        uint Name, uint Type, ulong Flags, ulong Address, long Offset, long Size, uint Link = 0, uint Info = 0, ulong EntrySize = 0)
    {
        public void Write(Span<byte> header)
        {
            if (Type == 0) return;
            BinaryPrimitives.WriteUInt32LittleEndian(header, Name);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Type);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(header[16..], Address);
            BinaryPrimitives.WriteInt64LittleEndian(header[24..], Offset);
            BinaryPrimitives.WriteInt64LittleEndian(header[32..], Size);
            BinaryPrimitives.WriteUInt32LittleEndian(header[40..], Link);
            BinaryPrimitives.WriteUInt32LittleEndian(header[44..], Info);
            BinaryPrimitives.WriteUInt64LittleEndian(header[48..], 1);
            BinaryPrimitives.WriteUInt64LittleEndian(header[56..], EntrySize);
        }
    }

    /// <summary>An ELF string table in the making.</summary>
    private sealed class NameTable
    {
        private readonly MemoryStream _bytes = new();

        public NameTable() => _bytes.WriteByte(0);
        public int Length => (int)_bytes.Length;
        public byte[] ToArray() => _bytes.ToArray();
        public void CopyTo(Span<byte> target) => _bytes.GetBuffer().AsSpan(0, Length).CopyTo(target);

        public uint Add(string name)
        {
            var offset = (uint)_bytes.Length;
            _bytes.Write(Encoding.UTF8.GetBytes(name.Replace('\0', '?')));
            _bytes.WriteByte(0);
            return offset;
        }
    }
}
