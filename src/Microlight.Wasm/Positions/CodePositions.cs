using System.Text;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Positions;

/// <summary>
/// Where the machine code from Address on comes from: an offset in the module's bytes and, if known, a line of a source file.
/// </summary>
internal readonly record struct CodeOrigin(ulong Address, int Module, string? File, int Line);

/// <summary>
/// The section of an image that says where its machine code comes from. It is not loaded into the guest; a host reads it when it makes a backtrace.
/// </summary>
/// <remarks>
/// Unsigned LEB128 unless said otherwise: number of files, their names (length and UTF-8), then rows in order of address: distance from
/// the row before, signed distance of the module offset, file + 1 (0: none) and, if there is a file, the signed distance of the line.
/// </remarks>
internal static class CodePositions
{
    public const string SectionName = ".microlight.positions";

    /// <summary>The section's bytes for a linked program.</summary>
    /// <param name="lines">The code generator's line table, addresses those of the image; its lines are offsets in a module's bytes, from 1.</param>
    /// <param name="program">Whose modules they count in: a function's position is one in the module of its instance.</param>
    /// <param name="withSource">Adds source files and lines where the only module of the program has them.</param>
    public static byte[] Write(ReadOnlySpan<byte> lines, LinkedProgram program, bool withSource)
    {
        var source = withSource && program.Instances.Length == 1 ? ModuleSource.Read(program.Instances[0].Module) : null;
        var output = new Output();
        output.Unsigned((ulong)(source?.Files.Count ?? 0));
        foreach (var file in source?.Files ?? []) output.Text(file);
        var (address, module, line) = (0UL, 0, 0);
        foreach (var row in DwarfLines.Read(lines).Rows)
        {
            var offset = row.Line - 1;
            if (row.Line == 0 || offset == module && row.Address != 0 && address != 0) continue;
            output.Unsigned(row.Address - address);
            output.Signed(offset - module);
            (address, module) = (row.Address, offset);
            var (file, number) = source?.Find(offset) ?? (-1, 0);
            output.Unsigned((ulong)(file + 1));
            if (file < 0) continue;
            output.Signed(number - line);
            line = number;
        }
        return output.ToArray();
    }

    /// <summary>The last row at or before each of these addresses; null where there is none. The section may come from anywhere: what makes no sense is not found.</summary>
    public static CodeOrigin?[] Find(ReadOnlySpan<byte> section, ReadOnlySpan<ulong> addresses)
    {
        var found = new CodeOrigin?[addresses.Length];
        try
        {
            var reader = new ModuleReader(section, 0, section.Length);
            if (reader.AtEnd) return found;
            var files = new string[reader.ReadCount(int.MaxValue, "files")];
            for (var i = 0; i < files.Length; i++) files[i] = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadCount(ModuleLimits.NameLength, "bytes of a name")));
            var (address, module, line) = (0UL, 0L, 0L);
            while (!reader.AtEnd)
            {
                address += reader.ReadU64();
                module += reader.ReadS64();
                var file = reader.ReadU64();
                if (file > 0) line += reader.ReadS64();
                var origin = new CodeOrigin(address, (int)module, file > 0 && file <= (ulong)files.Length ? files[(int)file - 1] : null, (int)line);
                for (var i = 0; i < addresses.Length; i++)
                {
                    if (addresses[i] >= address) found[i] = origin;
                }
            }
        }
        catch (WasmModuleException)
        {
            // See the summary.
        }
        return found;
    }

    /// <summary>LEB128 numbers and text in the making.</summary>
    private sealed class Output
    {
        private readonly MemoryStream _bytes = new();

        public byte[] ToArray() => _bytes.ToArray();

        public void Unsigned(ulong value)
        {
            for (; value >= 0x80; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }

        public void Signed(long value)
        {
            while (value is < -64 or > 63)
            {
                _bytes.WriteByte((byte)((value & 0x7f) | 0x80));
                value >>= 7;
            }
            _bytes.WriteByte((byte)(value & 0x7f));
        }

        public void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Unsigned((ulong)bytes.Length);
            _bytes.Write(bytes);
        }
    }
}
