using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>Kinds of module field (spec 6.6.13).</summary>
internal enum TextFieldKind : byte { Type, RecursiveTypes, Import, Function, Table, Memory, Global, Tag, Export, Start, Elements, Data, Custom }

/// <summary>A module field: where what follows its keyword begins.</summary>
internal readonly record struct TextField(TextFieldKind Kind, int Start);

/// <summary>
/// First pass over a text: finds the fields of the module and gives every definition its index, so that the second pass can resolve
/// identifiers that are defined further down. Contents of fields are passed over.
/// </summary>
internal sealed class TextFieldList
{
    private readonly TextCursor _cursor;
    private readonly TextModule _module;
    private readonly List<TextField> _fields = [];
    /// <summary>What was defined first that is no import; imports must not follow it.</summary>
    private string? _definition;
    private bool _hasStart;

    private TextFieldList(TextCursor cursor, TextModule module) => (_cursor, _module) = (cursor, module);

    public static List<TextField> Read(TextCursor cursor, TextModule module)
    {
        var list = new TextFieldList(cursor, module);
        list.ReadModule();
        return list._fields;
    }

    /// <summary>The fields may stand in a <c>(module …)</c> or alone.</summary>
    private void ReadModule()
    {
        var wrapped = _cursor.TryOpen("module"u8);
        if (wrapped)
        {
            _module.Name = _cursor.Binding().Name;
            if (_cursor.At("binary"u8) || _cursor.At("quote"u8) || _cursor.At("definition"u8) || _cursor.At("instance"u8))
                throw _cursor.Unexpected("This is a form of test scripts, not of modules");
        }
        while (_cursor.AtOpen || _cursor.AtAnnotation(TextCursor.Custom)) ReadField();
        if (wrapped) _cursor.Close();
        if (_cursor.Token.Kind != TokenKind.End) throw _cursor.Unexpected(wrapped ? "A text has one module" : "A module field is expected");
    }

    private void ReadField()
    {
        if (_cursor.Token.Kind == TokenKind.Annotation)
        {
            _cursor.Advance();
            _fields.Add(new TextField(TextFieldKind.Custom, _cursor.Token.Start));
            _cursor.SkipField();
            return;
        }
        _cursor.Advance();
        var position = _cursor.Token.Start;
        var keyword = _cursor.Keyword("A module field");
        var start = _cursor.Token.Start;
        switch (keyword)
        {
            case "type":
                _module.Types.Add(_cursor.Binding(), _cursor);
                Add(TextFieldKind.Type, start);
                break;
            case "rec":
                ReadGroup();
                Add(TextFieldKind.RecursiveTypes, start);
                break;
            case "import":
                ReadImport();
                Add(TextFieldKind.Import, start);
                break;
            case "func":
                Define(_module.Functions, TextFieldKind.Function, position);
                break;
            case "table":
                Define(_module.Tables, TextFieldKind.Table, position);
                break;
            case "memory":
                Define(_module.Memories, TextFieldKind.Memory, position);
                break;
            case "global":
                Define(_module.Globals, TextFieldKind.Global, position);
                break;
            case "tag":
                Define(_module.Tags, TextFieldKind.Tag, position);
                break;
            case "export":
                Add(TextFieldKind.Export, start);
                break;
            case "start":
                if (_hasStart) throw _cursor.Error("Multiple start sections: a module has one start function", position);
                _hasStart = true;
                Add(TextFieldKind.Start, start);
                break;
            case "elem":
                _module.Elements.Add(_cursor.Binding(), _cursor);
                Add(TextFieldKind.Elements, start);
                break;
            case "data":
                _module.Data.Add(_cursor.Binding(), _cursor);
                Add(TextFieldKind.Data, start);
                break;
            default:
                throw _cursor.Error($"Unexpected token {ModuleText.Quote(keyword)}: it is no field of a module", position);
        }
    }

    private void Add(TextFieldKind kind, int start)
    {
        _fields.Add(new TextField(kind, start));
        _cursor.SkipField();
    }

    private void ReadGroup()
    {
        while (_cursor.TryOpen("type"u8))
        {
            _module.Types.Add(_cursor.Binding(), _cursor);
            _cursor.SkipField();
        }
    }

    private void ReadImport()
    {
        CheckOrder(_cursor.Token.Start);
        _cursor.Name();
        _cursor.Name();
        if (!_cursor.AtOpen) throw _cursor.Unexpected("The kind of the import is expected");
        _cursor.Advance();
        var position = _cursor.Token.Start;
        var space = _cursor.Keyword("The kind of an import") switch
        {
            "func" => _module.Functions,
            "table" => _module.Tables,
            "memory" => _module.Memories,
            "global" => _module.Globals,
            "tag" => _module.Tags,
            _ => throw _cursor.Error("Unexpected token: an import is a func, table, memory, global or tag", position),
        };
        space.Add(_cursor.Binding(), _cursor);
        _cursor.SkipField();
    }

    /// <summary>A definition that may be an import by abbreviation, and may bring segments of its own.</summary>
    private void Define(IndexSpace space, TextFieldKind kind, int position)
    {
        var start = _cursor.Token.Start;
        space.Add(_cursor.Binding(), _cursor);
        while (_cursor.TryOpen("export"u8)) _cursor.SkipField();
        if (_cursor.AtOpenOf("import"u8)) CheckOrder(position);
        else _definition ??= space.What;
        _fields.Add(new TextField(kind, start));
        var segments = _cursor.SkipField(kind switch { TextFieldKind.Table => "elem"u8, TextFieldKind.Memory => "data"u8, _ => default });
        for (; segments > 0; segments--) (kind == TextFieldKind.Table ? _module.Elements : _module.Data).Add();
    }

    private void CheckOrder(int position)
    {
        if (_definition is not null) throw _cursor.Error($"Import after {_definition}: imports come before all definitions", position);
    }
}
