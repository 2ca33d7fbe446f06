using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>Element and data segments (spec 6.6.11 and 6.6.12), alone or inside of a table or memory.</summary>
internal sealed partial class TextModuleReader
{
    private const ulong PageSize = 65536;

    /// <summary>What an element segment holds: functions by index, or expressions of a type.</summary>
    private readonly record struct ElementList(WasmType? Type, uint Count, ModuleBuffer Entries);

    private void ReadElements()
    {
        _cursor.Binding();
        if (_cursor.TryTake("declare"u8))
        {
            WriteElements(3, null, default, ReadElementList(typeless: false));
            return;
        }
        uint? table = null;
        if (_cursor.TryOpen("table"u8))
        {
            table = _module.Tables.Read(_cursor);
            _cursor.Close();
        }
        // Behind a table, or where no type stands: an offset. "(ref" begins a type.
        if (table is null && (!_cursor.AtOpen || _cursor.AtOpenOf("ref"u8)))
        {
            WriteElements(1, null, default, ReadElementList(typeless: false));
            return;
        }
        var offset = new ModuleBuffer();
        ReadOffset(offset);
        WriteElements(0, table, offset.Bytes, ReadElementList(typeless: table is null));
    }

    /// <summary><c>(offset …)</c> or one instruction in parentheses.</summary>
    private void ReadOffset(ModuleBuffer output)
    {
        if (_cursor.TryOpen("offset"u8))
        {
            _instructions.ReadBody(output);
            _cursor.Close();
        }
        else _instructions.ReadFolded(output);
    }

    /// <param name="typeless">Whether functions may stand without <c>func</c> before them.</param>
    private ElementList ReadElementList(bool typeless)
    {
        if (_cursor.TryTake("func"u8) || typeless && (_cursor.AtIndex || _cursor.AtClose)) return ReadFunctions();
        return ReadExpressions(_types.ReferenceType());
    }

    /// <param name="type">A type other than (ref func), for which the functions become expressions.</param>
    private ElementList ReadFunctions(WasmType? type = null)
    {
        var entries = new ModuleBuffer();
        var count = 0u;
        for (; _cursor.AtIndex; count++)
        {
            if (type is not null) entries.Opcode(Opcode.RefFunc);
            entries.Unsigned(_module.Functions.Read(_cursor));
            if (type is not null) entries.Opcode(Opcode.End);
        }
        return new ElementList(type, count, entries);
    }

    private ElementList ReadExpressions(WasmType type)
    {
        var entries = new ModuleBuffer();
        var count = 0u;
        for (; _cursor.AtOpen; count++)
        {
            if (_cursor.TryOpen("item"u8))
            {
                _instructions.ReadBody(entries);
                _cursor.Close();
            }
            else _instructions.ReadFolded(entries);
        }
        return new ElementList(type, count, entries);
    }

    /// <param name="mode">0 active, 1 passive, 3 declarative: bits 0 and 1 of the binary format's flags where the table is 0.</param>
    private void WriteElements(uint mode, uint? table, ReadOnlySpan<byte> offset, ElementList list)
    {
        // A table that is named, or a type other than the one that the short form implies, needs the long form.
        var isLong = mode == 0 && (table is not null || list.Type is { } type && type != WasmType.FuncRef);
        var segment = _elements.Add();
        segment.Unsigned(mode | (isLong ? 2u : 0) | (list.Type is null ? 0u : 4));
        if (isLong) segment.Unsigned(table ?? 0);
        segment.Raw(offset);
        if (mode != 0 || isLong)
        {
            if (list.Type is { } written) segment.ValueType(written);
            else segment.Byte(0);
        }
        segment.Unsigned(list.Count);
        segment.Raw(list.Entries.Bytes);
    }

    /// <summary>A table as long as the elements that stand in it.</summary>
    private void ReadTableElements(bool is64)
    {
        var type = _types.ReferenceType();
        _cursor.Open("elem"u8);
        var list = _cursor.AtOpen ? ReadExpressions(type) : ReadFunctions(type == WasmType.FuncRef ? null : type);
        _cursor.Close();
        _tables.Add().TableType(new TableType(type, new Limits(list.Count, list.Count, is64)));
        WriteElements(0, _tableIndex, ZeroOffset(is64), list);
        _tableIndex++;
    }

    /// <summary>A memory as large as the bytes that stand in it.</summary>
    private void ReadMemoryData(bool is64)
    {
        _cursor.Open("data"u8);
        var bytes = new ModuleBuffer();
        _cursor.Strings(bytes);
        _cursor.Close();
        var pages = ((ulong)bytes.Length + PageSize - 1) / PageSize;
        var shared = _cursor.TryTake("shared"u8);
        _memories.Add().MemoryType(new MemoryType(new Limits(pages, pages, is64), shared));
        WriteData(_memoryIndex, ZeroOffset(is64), bytes.Bytes);
    }

    private static ReadOnlySpan<byte> ZeroOffset(bool is64) => is64 ? [(byte)Opcode.I64Const, 0, (byte)Opcode.End] : [(byte)Opcode.I32Const, 0, (byte)Opcode.End];

    private void ReadData()
    {
        _cursor.Binding();
        uint? memory = null;
        if (_cursor.TryOpen("memory"u8))
        {
            memory = _module.Memories.Read(_cursor);
            _cursor.Close();
        }
        var offset = new ModuleBuffer();
        var active = memory is not null || _cursor.AtOpen;
        if (active) ReadOffset(offset);
        var bytes = new ModuleBuffer();
        _cursor.Strings(bytes);
        WriteData(active ? memory ?? 0 : null, offset.Bytes, bytes.Bytes);
    }

    private void WriteData(uint? memory, ReadOnlySpan<byte> offset, ReadOnlySpan<byte> bytes)
    {
        var segment = _data.Add();
        segment.Unsigned(memory switch { null => 1u, 0 => 0, _ => 2 });
        if (memory is > 0) segment.Unsigned(memory.Value);
        segment.Raw(offset);
        segment.Sized(bytes);
    }
}
