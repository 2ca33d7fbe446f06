using System.Globalization;

namespace Microlight.Wit;

/// <summary>Types and functions (WIT.md, items: type).</summary>
internal sealed partial class WitParser
{
    /// <summary>Null if no keyword of a type stands here.</summary>
    private WitTypeDefinitionSyntax? TryTypeDefinition()
    {
        if (_token.Kind != WitTokenKind.Keyword) return null;
        WitTypeKind kind;
        switch (_token.Text)
        {
            case "record": kind = WitTypeKind.Record; break;
            case "variant": kind = WitTypeKind.Variant; break;
            case "enum": kind = WitTypeKind.Enum; break;
            case "flags": kind = WitTypeKind.Flags; break;
            case "resource": kind = WitTypeKind.Resource; break;
            case "type": kind = WitTypeKind.Alias; break;
            default: return null;
        }
        Advance();
        var result = new WitTypeDefinitionSyntax(kind) { Name = Identifier() };
        switch (kind)
        {
            case WitTypeKind.Alias:
                Expect("=");
                result.Type = Type(1);
                Expect(";");
                break;
            case WitTypeKind.Resource:
                if (!TryOperator(";")) Block(() => result.Functions.Add(ResourceFunction(result.Name)));
                break;
            default:
                List("{", "}", () => Member(result));
                break;
        }
        return result;
    }

    private void Member(WitTypeDefinitionSyntax type)
    {
        var (docs, position) = (_token.Docs, Position());
        var name = Identifier();
        WitTypeSyntax? part = null;
        if (type.Kind == WitTypeKind.Record)
        {
            Expect(":");
            part = Type(1);
        }
        else if (type.Kind == WitTypeKind.Variant && TryOperator("("))
        {
            part = Type(1);
            Expect(")");
        }
        type.Members.Add((name, part, docs, position));
    }

    private WitFunctionSyntax ResourceFunction(string resource)
    {
        var (docs, gates) = (_token.Docs, Gates(out var externalId));
        if (docs.Length == 0) docs = _token.Docs;
        var position = Position();
        WitFunctionSyntax function;
        if (TryKeyword("constructor"))
        {
            function = new WitFunctionSyntax(WitFunctionKind.Constructor, isAsync: false) { Name = resource };
            Signature(function);
        }
        else
        {
            var name = Identifier();
            Expect(":");
            function = Function(TryKeyword("static") ? WitFunctionKind.Static : WitFunctionKind.Method);
            function.Name = name;
        }
        Expect(";");
        (function.Docs, function.Gates, function.ExternalId, function.Position) = (docs, gates, externalId, position);
        return function;
    }

    private WitFunctionSyntax NamedFunction()
    {
        var name = Identifier();
        Expect(":");
        var function = Function(WitFunctionKind.Free);
        function.Name = name;
        Expect(";");
        return function;
    }

    private WitFunctionSyntax Function(WitFunctionKind kind)
    {
        var isAsync = TryKeyword("async");
        ExpectKeyword("func");
        var function = new WitFunctionSyntax(kind, isAsync) { Position = Position() };
        Signature(function);
        return function;
    }

    private void Signature(WitFunctionSyntax function)
    {
        List("(", ")", () =>
        {
            var position = Position();
            var name = Identifier();
            Expect(":");
            function.Parameters.Add((name, Type(1), position));
        });
        if (TryOperator("->")) function.Result = Type(1);
    }

    private WitTypeSyntax Type(int depth)
    {
        if (depth > MostNesting) throw Error($"types are nested more than {MostNesting} deep");
        var position = Position();
        if (_token.Kind != WitTokenKind.Keyword)
        {
            // error-context is no keyword, and no type can be named so.
            var isErrorContext = _token.Kind == WitTokenKind.Identifier && _token.Text == "error-context";
            return new WitTypeSyntax(Identifier(), isErrorContext, position);
        }
        var result = new WitTypeSyntax(_token.Text, isKeyword: true, position);
        Advance();
        var (least, most) = Arity(result.Name, position);
        if (!IsOperator("<"))
        {
            if (least > 0) throw Expected("'<'");
            return result;
        }
        if (most == 0) throw Error($"{result.Name} takes no types");
        Advance();
        do
        {
            if (IsOperator(">")) break;
            if (result.Name == "list" && result.Arguments.Count == 1 && _token.Kind == WitTokenKind.Integer) result.Length = Length();
            else result.Arguments.Add(result.Name == "result" && TryOperator("_") ? null : Type(depth + 1));
        }
        while (TryOperator(","));
        Expect(">");
        if (result.Arguments.Count < least || result.Arguments.Count > most) throw new WitException($"{result.Name} takes another number of types", position);
        return result;
    }

    private uint Length()
    {
        if (!uint.TryParse(_token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0) throw Error("a list's length is from 1 to 4,294,967,295");
        Advance();
        return length;
    }

    private static (int Least, int Most) Arity(string keyword, WitPosition position) => keyword switch
    {
        "bool" or "s8" or "u8" or "s16" or "u16" or "s32" or "u32" or "s64" or "u64" or "f32" or "f64" or "char" or "string" => (0, 0),
        "list" or "option" or "borrow" or "own" => (1, 1),
        "stream" or "future" => (0, 1),
        "result" => (0, 2),
        "map" => (2, 2),
        "tuple" => (1, int.MaxValue),
        _ => throw new WitException($"'{keyword}' is no type; a name that is a keyword is written %{keyword}", position),
    };

    private void Block(Action item)
    {
        Expect("{");
        while (!TryOperator("}")) item();
    }

    /// <summary>Items between commas; there may be one behind the last.</summary>
    private void List(string open, string close, Action item)
    {
        Expect(open);
        while (!TryOperator(close))
        {
            item();
            if (!TryOperator(","))
            {
                Expect(close);
                return;
            }
        }
    }

    private void Advance() => _token = _lexer.Next();
    private WitPosition Position() => new(_source, _token.Offset);
    private bool IsOperator(string text) => _token.Kind == WitTokenKind.Operator && _token.Text == text;
    private bool IsKeyword(string text) => _token.Kind == WitTokenKind.Keyword && _token.Text == text;

    private bool TryOperator(string text)
    {
        if (!IsOperator(text)) return false;
        Advance();
        return true;
    }

    private bool TryKeyword(string text)
    {
        if (!IsKeyword(text)) return false;
        Advance();
        return true;
    }

    private void Expect(string text)
    {
        if (!TryOperator(text)) throw Expected($"'{text}'");
    }

    private void ExpectKeyword(string text)
    {
        if (!TryKeyword(text)) throw Expected(text);
    }

    private string Identifier()
    {
        if (_token.Kind == WitTokenKind.Keyword) throw Error($"'{_token.Text}' is a keyword; as a name it is written %{_token.Text}");
        if (_token.Kind != WitTokenKind.Identifier) throw Expected("a name");
        var text = _token.Text;
        Advance();
        return text;
    }

    private WitException Expected(string what) => Error($"{what} is expected, not {(_token.Kind == WitTokenKind.End ? _token.Text : $"'{_token.Text}'")}");
    private WitException Error(string message) => _lexer.Error(message, _token.Offset);
}
