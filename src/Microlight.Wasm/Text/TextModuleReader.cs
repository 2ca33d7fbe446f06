using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>
/// Second pass over a text: reads types and then all other fields in their order, and writes what each brings into the sections of the
/// module. Segments and custom sections are read by parts of their own.
/// </summary>
internal sealed partial class TextModuleReader
{
    private readonly TextCursor _cursor;
    private readonly TextModule _module = new();
    private readonly TypeReader _types;
    private readonly TypeSection _typeSection;
    private readonly InstructionParser _instructions;
    private readonly TextNames _names;
    private readonly CustomSections _custom;
    private readonly SectionBuffer _imports = new(), _functions = new(), _tables = new(), _memories = new(), _tags = new(), _globals = new(),
        _exports = new(), _elements = new(), _code = new(), _data = new(), _hints = new();
    private readonly ModuleBuffer _body = new();
    private uint? _start;
    private uint _functionIndex, _tableIndex, _memoryIndex, _globalIndex, _tagIndex;

    private TextModuleReader(ReadOnlyMemory<byte> text)
    {
        _cursor = new TextCursor(text);
        _types = new TypeReader(_cursor, _module);
        _typeSection = new TypeSection(_cursor, _module, _types);
        _instructions = new InstructionParser(_cursor, _module, _types, _typeSection);
        _names = new TextNames(_module);
        _custom = new CustomSections(_cursor);
    }

    /// <summary>The binary format of the module whose text this is.</summary>
    /// <exception cref="WasmTextException">The text is no module.</exception>
    public static byte[] Read(ReadOnlyMemory<byte> text)
    {
        var reader = new TextModuleReader(text);
        var fields = TextFieldList.Read(reader._cursor, reader._module);
        foreach (var field in fields)
        {
            if (field.Kind is not (TextFieldKind.Type or TextFieldKind.RecursiveTypes)) continue;
            reader._cursor.Seek(field.Start);
            if (field.Kind == TextFieldKind.Type) reader._typeSection.ReadType();
            else reader._typeSection.ReadGroup();
        }
        foreach (var field in fields) reader.ReadField(field);
        return reader.Assemble();
    }

    private void ReadField(TextField field)
    {
        if (field.Kind is TextFieldKind.Type or TextFieldKind.RecursiveTypes) return;
        _cursor.Seek(field.Start);
        switch (field.Kind)
        {
            case TextFieldKind.Import: ReadImport(); break;
            case TextFieldKind.Function: ReadFunction(); break;
            case TextFieldKind.Table: ReadTable(); break;
            case TextFieldKind.Memory: ReadMemory(); break;
            case TextFieldKind.Global: ReadGlobal(); break;
            case TextFieldKind.Tag: ReadTag(); break;
            case TextFieldKind.Export: ReadExport(); break;
            case TextFieldKind.Start: _start = _module.Functions.Read(_cursor); break;
            case TextFieldKind.Elements: ReadElements(); break;
            case TextFieldKind.Data: ReadData(); break;
            default: _custom.Read(); break;
        }
        _cursor.Close();
    }

    private void ReadImport()
    {
        var (module, name) = (_cursor.Name(), _cursor.Name());
        _cursor.Advance();
        var kind = _cursor.Keyword("The kind of an import") switch
        {
            "func" => ExternalKind.Function, "table" => ExternalKind.Table, "memory" => ExternalKind.Memory, "global" => ExternalKind.Global, _ => ExternalKind.Tag,
        };
        _cursor.Binding();
        WriteImport(module, name, kind);
        _cursor.Close();
    }

    /// <summary>An import whose type comes next.</summary>
    private void WriteImport(string module, string name, ExternalKind kind)
    {
        var import = _imports.Add();
        import.Name(module);
        import.Name(name);
        import.Byte((byte)kind);
        switch (kind)
        {
            case ExternalKind.Function:
                import.Unsigned(_typeSection.ReadUse(_names.NewLocals(_functionIndex), allowIds: true));
                _functionIndex++;
                break;
            case ExternalKind.Table:
                import.TableType(_types.TableType(_types.Is64()));
                _tableIndex++;
                break;
            case ExternalKind.Memory:
                import.MemoryType(_types.MemoryType(_types.Is64()));
                _memoryIndex++;
                break;
            case ExternalKind.Global:
                import.GlobalType(_types.GlobalType());
                _globalIndex++;
                break;
            default:
                import.Byte(0);
                import.Unsigned(_typeSection.ReadUse(null, allowIds: true));
                _tagIndex++;
                break;
        }
    }

    /// <summary>Inline exports, and then an inline import, by which the definition is one and is done; true if it is.</summary>
    private bool ReadAbbreviations(ExternalKind kind, uint index)
    {
        _cursor.Binding();
        while (_cursor.TryOpen("export"u8))
        {
            WriteExport(_cursor.Name(), kind, index);
            _cursor.Close();
        }
        if (!_cursor.TryOpen("import"u8)) return false;
        var (module, name) = (_cursor.Name(), _cursor.Name());
        _cursor.Close();
        WriteImport(module, name, kind);
        return true;
    }

    private void ReadFunction()
    {
        if (ReadAbbreviations(ExternalKind.Function, _functionIndex)) return;
        var locals = _names.NewLocals(_functionIndex);
        _functions.Add().Unsigned(_typeSection.ReadUse(locals, allowIds: true));
        var types = new List<WasmType>();
        while (_cursor.TryOpen("local"u8)) _types.Variables(types, locals, allowIds: true);
        _body.Clear();
        WriteLocals(types);
        _instructions.ReadBody(_body, locals);
        _code.Add().Sized(_body.Bytes);
        _names.AddLabels(_functionIndex, _instructions.LabelNames);
        WriteHints();
        _functionIndex++;
    }

    /// <summary>Locals in groups of equal neighbours.</summary>
    private void WriteLocals(List<WasmType> types)
    {
        var groups = new List<(int Count, WasmType Type)>();
        foreach (var type in types)
        {
            if (groups.Count > 0 && groups[^1].Type == type) groups[^1] = (groups[^1].Count + 1, type);
            else groups.Add((1, type));
        }
        _body.Unsigned((ulong)groups.Count);
        foreach (var (count, type) in groups)
        {
            _body.Unsigned((ulong)count);
            _body.ValueType(type);
        }
    }

    /// <summary>An entry of the section metadata.code.branch_hint: function, and for each hint its offset in the body, its length and itself.</summary>
    private void WriteHints()
    {
        if (_instructions.Hints.Count == 0) return;
        var entry = _hints.Add();
        entry.Unsigned(_functionIndex);
        entry.Unsigned((ulong)_instructions.Hints.Count);
        foreach (var (offset, value) in _instructions.Hints)
        {
            entry.Unsigned((ulong)offset);
            entry.Sized(value);
        }
    }

    private void ReadTable()
    {
        if (ReadAbbreviations(ExternalKind.Table, _tableIndex)) return;
        var is64 = _types.Is64();
        if (!_cursor.AtIndex)
        {
            ReadTableElements(is64);
            return;
        }
        var type = _types.TableType(is64);
        var table = _tables.Add();
        if (!_cursor.AtClose) table.Raw([0x40, 0]);
        table.TableType(type);
        if (!_cursor.AtClose) _instructions.ReadBody(table);
        _tableIndex++;
    }

    private void ReadMemory()
    {
        if (ReadAbbreviations(ExternalKind.Memory, _memoryIndex)) return;
        var is64 = _types.Is64();
        if (_cursor.AtOpenOf("data"u8)) ReadMemoryData(is64);
        else _memories.Add().MemoryType(_types.MemoryType(is64));
        _memoryIndex++;
    }

    private void ReadGlobal()
    {
        if (ReadAbbreviations(ExternalKind.Global, _globalIndex)) return;
        var global = _globals.Add();
        global.GlobalType(_types.GlobalType());
        _instructions.ReadBody(global);
        _globalIndex++;
    }

    private void ReadTag()
    {
        if (ReadAbbreviations(ExternalKind.Tag, _tagIndex)) return;
        var tag = _tags.Add();
        tag.Byte(0);
        tag.Unsigned(_typeSection.ReadUse(null, allowIds: true));
        _tagIndex++;
    }

    private void ReadExport()
    {
        var name = _cursor.Name();
        if (!_cursor.AtOpen) throw _cursor.Unexpected("What is exported is expected");
        _cursor.Advance();
        var position = _cursor.Token.Start;
        var keyword = _cursor.Keyword("The kind of an export");
        var (kind, space) = keyword switch
        {
            "func" => (ExternalKind.Function, _module.Functions),
            "table" => (ExternalKind.Table, _module.Tables),
            "memory" => (ExternalKind.Memory, _module.Memories),
            "global" => (ExternalKind.Global, _module.Globals),
            "tag" => (ExternalKind.Tag, _module.Tags),
            _ => throw _cursor.Error($"Unexpected token {ModuleText.Quote(keyword)}: an export is a func, table, memory, global or tag", position),
        };
        WriteExport(name, kind, space.Read(_cursor));
        _cursor.Close();
    }

    private void WriteExport(string name, ExternalKind kind, uint index)
    {
        var export = _exports.Add();
        export.Name(name);
        export.Byte((byte)kind);
        export.Unsigned(index);
    }
}
