using System.Buffers.Binary;
using System.Text;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Positions;

/// <summary>A row of a line table: the code from Address on comes from that line of that file (an index into the table's files).</summary>
internal readonly record struct LineRow(ulong Address, int File, int Line);

/// <summary>
/// Reads the line number programs of a .debug_line section, 32-bit DWARF 3 to 5 (DWARF 5, 6.2). The section is not trusted: reading stops
/// at what makes no sense, and what was read before counts. Time and memory are linear in its size.
/// </summary>
internal sealed class DwarfLines
{
    private const int MaximumRows = 20_000_000;
    private const int FormString = 0x08, FormData16 = 0x1e, FormLineStringPointer = 0x1f, FormStringPointer = 0x0e, FormUnsigned = 0x0f, FormData1 = 0x0b, FormData2 = 0x05, FormBlock = 0x09;
    private const int ContentPath = 1, ContentDirectory = 2;

    private readonly ReadOnlyMemory<byte> _strings, _lineStrings;
    private readonly Dictionary<string, int> _fileNumbers = [];
    private readonly List<string> _files = [];
    private readonly List<LineRow> _rows = [];

    private DwarfLines(ReadOnlyMemory<byte> strings, ReadOnlyMemory<byte> lineStrings) => (_strings, _lineStrings) = (strings, lineStrings);

    public IReadOnlyList<string> Files => _files;
    /// <summary>In order of address; a row with line 0 ends what the one before it describes.</summary>
    public IReadOnlyList<LineRow> Rows => _rows;

    /// <param name="lines">.debug_line.</param>
    /// <param name="strings">.debug_str, empty if there is none.</param>
    /// <param name="lineStrings">.debug_line_str, empty if there is none.</param>
    public static DwarfLines Read(ReadOnlySpan<byte> lines, ReadOnlyMemory<byte> strings = default, ReadOnlyMemory<byte> lineStrings = default)
    {
        var result = new DwarfLines(strings, lineStrings);
        var at = 0;
        while (lines.Length - at >= 4)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(lines[at..]);
            // 0xffffffff announces 64-bit DWARF, which no unit of less than 4 GiB needs.
            if (length > (uint)(lines.Length - at - 4)) break;
            try
            {
                result.ReadUnit(lines, at + 4, at + 4 + (int)length);
            }
            catch (WasmModuleException)
            {
                // See the summary; the next unit is found by the length.
            }
            at += 4 + (int)length;
        }
        result._rows.Sort((a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : (a.Line == 0 ? 0 : 1) - (b.Line == 0 ? 0 : 1));
        return result;
    }

    private void ReadUnit(ReadOnlySpan<byte> section, int start, int end)
    {
        var reader = new ModuleReader(section, start, end);
        var version = U16(ref reader);
        if (version is < 2 or > 5) return;
        if (version == 5) reader.ReadBytes(2); // sizes of addresses and of segment selectors
        var headerLength = U32(ref reader);
        if (headerLength > (uint)reader.Remaining) return;
        var program = reader.Position + (int)headerLength;
        var minimumLength = reader.ReadByte();
        if (version >= 4) reader.ReadByte(); // operations per instruction: for VLIW machines
        reader.ReadByte(); // default_is_stmt
        var lineBase = (sbyte)reader.ReadByte();
        var lineRange = reader.ReadByte();
        var opcodeBase = reader.ReadByte();
        if (lineRange == 0 || opcodeBase == 0) return;
        var operands = reader.ReadBytes(opcodeBase - 1).ToArray();
        var files = version == 5 ? FilesOfVersion5(ref reader) : FilesOfVersion4(ref reader);
        var machine = new Machine(this, files, version == 5 ? 0 : 1, minimumLength, lineBase, lineRange, opcodeBase, operands);
        var body = new ModuleReader(section, program, end);
        machine.Run(ref body);
    }

    private List<int> FilesOfVersion4(ref ModuleReader reader)
    {
        var directories = new List<string> { "" };
        while (CString(ref reader) is { Length: > 0 } directory) directories.Add(directory);
        var files = new List<int>();
        while (CString(ref reader) is { Length: > 0 } name)
        {
            var directory = reader.ReadU64();
            reader.ReadU64(); // time
            reader.ReadU64(); // size
            files.Add(File(name, directory, directories));
        }
        return files;
    }

    private List<int> FilesOfVersion5(ref ModuleReader reader)
    {
        var directories = new List<string>();
        foreach (var (path, _) in Entries(ref reader)) directories.Add(path);
        var files = new List<int>();
        foreach (var (path, directory) in Entries(ref reader)) files.Add(File(path, directory, directories));
        return files;
    }

    private List<(string Path, ulong Directory)> Entries(ref ModuleReader reader)
    {
        var formats = new (ulong Content, ulong Form)[reader.ReadByte()];
        for (var i = 0; i < formats.Length; i++) formats[i] = (reader.ReadU64(), reader.ReadU64());
        var count = reader.ReadCount(int.MaxValue, "file entries");
        var entries = new List<(string, ulong)>();
        for (var i = 0; i < count; i++)
        {
            var (path, directory) = ("", 0UL);
            foreach (var (content, form) in formats)
            {
                var (text, number) = Value(ref reader, form);
                if (content == ContentPath) path = text;
                if (content == ContentDirectory) directory = number;
            }
            entries.Add((path, directory));
        }
        return entries;
    }

    private (string Text, ulong Number) Value(ref ModuleReader reader, ulong form)
    {
        switch (form)
        {
            case FormString: return (CString(ref reader), 0);
            case FormLineStringPointer: return (StringAt(_lineStrings.Span, U32(ref reader)), 0);
            case FormStringPointer: return (StringAt(_strings.Span, U32(ref reader)), 0);
            case FormUnsigned: return ("", reader.ReadU64());
            case FormData1: return ("", reader.ReadByte());
            case FormData2: return ("", U16(ref reader));
            case FormData16: reader.ReadBytes(16); return ("", 0);
            case FormBlock: reader.ReadBytes(reader.ReadCount(int.MaxValue, "bytes of a block")); return ("", 0);
            default: throw new WasmMalformedException($"Unknown form {form} in a line table", reader.Position);
        }
    }

    /// <summary>Directory 0 is where the compiler ran: names in it stay as they are.</summary>
    private int File(string name, ulong directory, List<string> directories)
    {
        if (directory > 0 && directory < (ulong)directories.Count && !name.StartsWith('/')) name = $"{directories[(int)directory]}/{name}";
        if (!_fileNumbers.TryGetValue(name, out var number))
        {
            _fileNumbers.Add(name, number = _files.Count);
            _files.Add(name);
        }
        return number;
    }

    private static string CString(ref ModuleReader reader)
    {
        var start = reader.Position;
        var length = 0;
        var scan = reader;
        while (scan.ReadByte() != 0) length++;
        var text = Encoding.UTF8.GetString(reader.ReadBytes(length));
        reader.ReadByte();
        return length <= ModuleLimits.NameLength ? text : throw new WasmMalformedException("A file's name is too long", start);
    }

    private static string StringAt(ReadOnlySpan<byte> table, uint offset)
    {
        if (offset >= table.Length) return "";
        var rest = table[(int)offset..];
        var length = rest[..Math.Min(rest.Length, ModuleLimits.NameLength)].IndexOf((byte)0);
        return length < 0 ? "" : Encoding.UTF8.GetString(rest[..length]);
    }

    private static ushort U16(ref ModuleReader reader) => BinaryPrimitives.ReadUInt16LittleEndian(reader.ReadBytes(2));
    private static uint U32(ref ModuleReader reader) => BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(4));

    /// <summary>The state machine that a line number program runs on (DWARF 5, 6.2.2).</summary>
    private struct Machine(DwarfLines table, List<int> files, int firstFile, byte minimumLength, sbyte lineBase, byte lineRange, byte opcodeBase, byte[] operands)
    {
        private ulong _address;
        private ulong _file = 1;
        private long _line = 1;

        public void Run(ref ModuleReader reader)
        {
            while (!reader.AtEnd)
            {
                var opcode = reader.ReadByte();
                if (opcode >= opcodeBase) Special(opcode - opcodeBase);
                else if (opcode == 0) Extended(ref reader);
                else Standard(opcode, ref reader);
            }
        }

        private void Special(int opcode)
        {
            _address += (ulong)(opcode / lineRange) * minimumLength;
            _line += lineBase + opcode % lineRange;
            Row();
        }

        private void Extended(ref ModuleReader reader)
        {
            var length = reader.ReadCount(int.MaxValue, "bytes of an operation");
            if (length == 0) return;
            var operation = reader.ReadByte();
            var operand = reader.ReadBytes(length - 1);
            switch (operation)
            {
                case 1: // DW_LNE_end_sequence
                    _line = 0;
                    Row();
                    (_address, _file, _line) = (0, 1, 1);
                    break;
                case 2 when operand.Length == 8: _address = BinaryPrimitives.ReadUInt64LittleEndian(operand); break; // DW_LNE_set_address
                case 2 when operand.Length == 4: _address = BinaryPrimitives.ReadUInt32LittleEndian(operand); break;
            }
        }

        private void Standard(byte opcode, ref ModuleReader reader)
        {
            switch (opcode)
            {
                case 1: Row(); break; // DW_LNS_copy
                case 2: _address += reader.ReadU64() * minimumLength; break; // DW_LNS_advance_pc
                case 3: _line += reader.ReadS64(); break; // DW_LNS_advance_line
                case 4: _file = reader.ReadU64(); break; // DW_LNS_set_file
                case 8: _address += (ulong)((255 - opcodeBase) / lineRange) * minimumLength; break; // DW_LNS_const_add_pc
                case 9: _address += BinaryPrimitives.ReadUInt16LittleEndian(reader.ReadBytes(2)); break; // DW_LNS_fixed_advance_pc
                default:
                    for (var i = 0; i < operands[opcode - 1]; i++) reader.ReadU64();
                    break;
            }
        }

        private readonly void Row()
        {
            if (table._rows.Count == MaximumRows) throw new WasmLimitException("A line table has too many rows", -1);
            var index = (long)_file - firstFile;
            var file = index >= 0 && index < files.Count ? files[(int)index] : -1;
            table._rows.Add(new LineRow(_address, file, _line is > 0 and <= int.MaxValue ? (int)_line : 0));
        }
    }
}
