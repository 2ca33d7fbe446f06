using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Positions;

/// <summary>Which source lines a module's code was compiled from, by the DWARF in its custom sections (addresses there count from the code section's contents).</summary>
internal sealed class ModuleSource
{
    private readonly DwarfLines _lines;
    private readonly int _codeStart;

    private ModuleSource(DwarfLines lines, int codeStart) => (_lines, _codeStart) = (lines, codeStart);

    public IReadOnlyList<string> Files => _lines.Files;

    /// <summary>Null if the module has no line table.</summary>
    public static ModuleSource? Read(WasmModule module)
    {
        ReadOnlyMemory<byte> lines = default, strings = default, lineStrings = default;
        var code = 0;
        var span = module.Bytes.Span;
        var reader = new ModuleReader(span, 8, span.Length);
        while (!reader.AtEnd)
        {
            var id = (SectionId)reader.ReadByte();
            var size = (int)reader.ReadU32();
            var section = new ModuleReader(span, reader.Position, reader.Position + size);
            if (id == SectionId.Code) code = reader.Position;
            if (id == SectionId.Custom)
            {
                var name = section.ReadName();
                var content = module.Bytes[section.Position..section.End];
                if (name == ".debug_line") lines = content;
                if (name == ".debug_str") strings = content;
                if (name == ".debug_line_str") lineStrings = content;
            }
            reader.ReadBytes(size);
        }
        return lines.IsEmpty ? null : new ModuleSource(DwarfLines.Read(lines.Span, strings, lineStrings), code);
    }

    /// <summary>File (an index into <see cref="Files"/>, −1 if there is none) and line of the instruction at an offset of the module's bytes.</summary>
    public (int File, int Line) Find(int offset)
    {
        var rows = _lines.Rows;
        var address = (ulong)(offset - _codeStart);
        int low = 0, high = rows.Count - 1, found = -1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].Address <= address) (found, low) = (middle, middle + 1);
            else high = middle - 1;
        }
        return found < 0 || rows[found].Line == 0 ? (-1, 0) : (rows[found].File, rows[found].Line);
    }
}
