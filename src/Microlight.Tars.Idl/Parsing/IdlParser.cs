using System.Globalization;

namespace Microlight.Tars.Idl;

/// <summary>Reads one .tars file: modules and what they define. Names of types and values are looked up later (<see cref="IdlResolver"/>).</summary>
internal sealed partial class IdlParser
{
    private readonly IdlLexer _lexer;
    private IdlToken _token;

    public IdlParser(string file, string text)
    {
        _lexer = new IdlLexer(file, text);
        _token = _lexer.Read();
    }

    /// <summary>Paths of includes, in their order.</summary>
    public List<IdlToken> Includes { get; } = [];

    public List<IdlDefinition> Definitions { get; } = [];

    /// <summary>The <c>key[…]</c> of structures: module and the names in brackets.</summary>
    public List<(string Module, IReadOnlyList<IdlToken> Names)> Keys { get; } = [];

    /// <exception cref="IdlException">The first thing that is not as the language wants it.</exception>
    public void Parse()
    {
        while (_token.Kind != IdlTokenKind.End)
        {
            if (_token.Kind == IdlTokenKind.Include) Includes.Add(Take());
            else if (IsWord("module")) ParseModule();
            else if (!TryTake(";")) throw Expected("a module or #include");
        }
    }

    private void ParseModule()
    {
        Take();
        var name = TakeName("the module's name");
        if (name.Text == "tars") throw new IdlException(new IdlError(name.Position, "The module name 'tars' is reserved for TARS itself."));
        TakeSymbol("{");
        while (!TryTake("}")) ParseDefinition(name.Text);
        TryTake(";");
    }

    private void ParseDefinition(string module)
    {
        var documentation = _token.Comment;
        if (IsWord("enum")) Definitions.Add(ParseEnum(module, documentation));
        else if (IsWord("const")) Definitions.Add(ParseConst(module, documentation));
        else if (IsWord("struct")) Definitions.Add(ParseStruct(module, documentation));
        else if (IsWord("interface")) Definitions.Add(ParseInterface(module, documentation));
        else if (IsWord("key")) ParseKey(module);
        else if (!TryTake(";")) throw Expected("enum, const, struct, key, interface or the module's '}'");
    }

    private IdlEnum ParseEnum(string module, string documentation)
    {
        Take();
        var name = TakeName("the enumeration's name");
        TakeSymbol("{");
        var members = new List<IdlEnumMember>();
        var next = 0L;
        while (!TryTake("}"))
        {
            var member = TakeName("a member's name");
            if (TryTake("=")) next = TakeInteger("the member's value", int.MinValue, int.MaxValue);
            else if (next > int.MaxValue) throw new IdlException(new IdlError(member.Position, $"The value of {member.Text} is above those of an int."));
            members.Add(new IdlEnumMember(member.Position, member.Text, (int)next++));
            if (TryTake(",")) continue;
            TakeSymbol("}");
            break;
        }
        TakeSymbol(";");
        if (members.Count == 0) throw new IdlException(new IdlError(name.Position, $"The enumeration {name.Text} has no members."));
        return new IdlEnum(name.Position, module, name.Text, documentation, members);
    }

    private IdlConst ParseConst(string module, string documentation)
    {
        Take();
        var type = ParseType();
        var name = TakeName("the constant's name");
        TakeSymbol("=");
        var value = ParseLiteral();
        TakeSymbol(";");
        return new IdlConst(name.Position, module, name.Text, documentation, type, value);
    }

    private IdlStruct ParseStruct(string module, string documentation)
    {
        Take();
        var name = TakeName("the structure's name");
        TakeSymbol("{");
        var fields = new List<IdlField>();
        while (!TryTake("}")) fields.Add(ParseField());
        TakeSymbol(";");
        // On the wire they are in this order whatever the text's.
        return new IdlStruct(name.Position, module, name.Text, documentation, [.. fields.OrderBy(f => f.Tag)]);
    }

    private IdlField ParseField()
    {
        var documentation = _token.Comment;
        var tag = (byte)TakeInteger("a field's tag or '}'", 0, byte.MaxValue);
        var isRequired = IsWord("require");
        if (!isRequired && !IsWord("optional")) throw Expected("require or optional");
        Take();
        var type = ParseType();
        var name = TakeName("the field's name");
        var value = TryTake("=") ? ParseLiteral() : null;
        TakeSymbol(";");
        return new IdlField(name.Position, documentation, tag, isRequired, type, name.Text, value);
    }

    private void ParseKey(string module)
    {
        Take();
        TakeSymbol("[");
        var names = new List<IdlToken> { TakeName("the structure's name") };
        while (TryTake(",")) names.Add(TakeName("a field's name"));
        TakeSymbol("]");
        TakeSymbol(";");
        Keys.Add((module, names));
    }

    private IdlLiteral ParseLiteral()
    {
        var token = _token;
        switch (token.Kind)
        {
            case IdlTokenKind.Integer when IdlNumbers.TryParseInteger(Take().Text, out var integer): return new IdlLiteral(token.Position, integer);
            case IdlTokenKind.Number when IdlNumbers.TryParseNumber(Take().Text, out var number): return new IdlLiteral(token.Position, number);
            case IdlTokenKind.Text: return new IdlLiteral(token.Position, Take().Text);
            case IdlTokenKind.Identifier when token.Text is "true" or "false": return new IdlLiteral(token.Position, Take().Text == "true");
            case IdlTokenKind.Identifier:
                var path = new List<string> { Take().Text };
                while (TryTake("::")) path.Add(TakeName("a name").Text);
                var qualifier = path.Count == 1 ? null : string.Join("::", path.Take(path.Count - 1));
                return new IdlLiteral(token.Position, new IdlName(qualifier, path[path.Count - 1]));
            default: throw Expected("a value");
        }
    }

    private bool IsWord(string word) => _token.Kind == IdlTokenKind.Identifier && _token.Text == word;

    private IdlToken Take()
    {
        var taken = _token;
        _token = _lexer.Read();
        return taken;
    }

    private bool TryTake(string symbol)
    {
        if (_token.Kind != IdlTokenKind.Symbol || _token.Text != symbol) return false;
        Take();
        return true;
    }

    private void TakeSymbol(string symbol)
    {
        if (!TryTake(symbol)) throw Expected($"'{symbol}'");
    }

    private IdlToken TakeName(string what)
    {
        if (_token.Kind != IdlTokenKind.Identifier) throw Expected(what);
        if (s_words.Contains(_token.Text)) throw new IdlException(new IdlError(_token.Position, $"'{_token.Text}' is a word of the language and cannot be a name."));
        return Take();
    }

    private long TakeInteger(string what, long least, long most)
    {
        if (_token.Kind != IdlTokenKind.Integer || !IdlNumbers.TryParseInteger(_token.Text, out var value)) throw Expected(what);
        if (value < least || value > most)
            throw new IdlException(new IdlError(_token.Position, $"{value.ToString(CultureInfo.InvariantCulture)} is not between {least} and {most}."));
        Take();
        return value;
    }

    private IdlException Expected(string what) => new(new IdlError(_token.Position, $"Expected {what}, not {_token.Name}."));

    private static readonly HashSet<string> s_words =
    [
        "void", "struct", "bool", "byte", "short", "int", "double", "float", "long", "string", "vector", "map", "key", "routekey", "module", "interface", "out",
        "require", "optional", "false", "true", "enum", "const", "unsigned",
    ];
}
