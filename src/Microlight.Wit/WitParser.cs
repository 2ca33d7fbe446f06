using System.Text.RegularExpressions;

namespace Microlight.Wit;

/// <summary>Parses one file (WIT.md). Looks one token ahead; recursion is on types within types only, which are limited.</summary>
internal sealed partial class WitParser
{
    private const int MostNesting = 100;

    private static readonly Regex SemanticVersion = new(
        @"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-((0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$",
        RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private readonly WitSource _source;
    private readonly WitLexer _lexer;
    private WitToken _token;

    private WitParser(WitSource source)
    {
        _source = source;
        _lexer = new WitLexer(source);
        _token = _lexer.Next();
    }

    /// <exception cref="WitException">The text is not WIT.</exception>
    public static WitFileSyntax Parse(WitSource source) => new WitParser(source).File();

    private WitFileSyntax File()
    {
        var file = new WitFileSyntax(_source);
        while (_token.Kind != WitTokenKind.End)
        {
            if (!IsKeyword("package"))
            {
                file.Items.Add(TopLevelItem());
                continue;
            }
            var position = Position();
            Advance();
            var name = PackageName();
            if (IsOperator("{"))
            {
                var items = new List<WitItemSyntax>();
                Block(() => items.Add(TopLevelItem()));
                file.Nested.Add((name, position, items));
            }
            else
            {
                if (file.Package is not null || file.Items.Count + file.Nested.Count > 0) throw Error("a file's package is declared once, before everything else");
                Expect(";");
                (file.Package, file.PackagePosition) = (name, position);
            }
        }
        return file;
    }

    private WitItemSyntax TopLevelItem()
    {
        var (docs, gates) = (_token.Docs, Gates(out _));
        if (docs.Length == 0) docs = _token.Docs;
        var position = Position();
        if (IsKeyword("use"))
        {
            Advance();
            var path = Path();
            var name = TryKeyword("as") ? Identifier() : path.Name;
            Expect(";");
            return new WitTopLevelUseSyntax(path) { Name = name, Position = position };
        }
        if (TryKeyword("interface"))
        {
            var result = new WitInterfaceSyntax { Name = Identifier(), Position = position, Docs = docs, Gates = gates };
            Block(() => result.Items.Add(InterfaceItem()));
            return result;
        }
        if (TryKeyword("world"))
        {
            var result = new WitWorldSyntax { Name = Identifier(), Position = position, Docs = docs, Gates = gates };
            Block(() => result.Items.Add(WorldItem()));
            return result;
        }
        throw Expected("interface, world, use or package");
    }

    private WitItemSyntax InterfaceItem()
    {
        var (docs, gates) = (_token.Docs, Gates(out var externalId));
        if (docs.Length == 0) docs = _token.Docs;
        var position = Position();
        WitItemSyntax item = IsKeyword("use") ? Use() : (WitItemSyntax?)TryTypeDefinition() ?? NamedFunction();
        (item.Docs, item.Gates, item.ExternalId, item.Position) = (docs, gates, externalId, position);
        return item;
    }

    private WitItemSyntax WorldItem()
    {
        var (docs, gates) = (_token.Docs, Gates(out var externalId));
        if (docs.Length == 0) docs = _token.Docs;
        var position = Position();
        WitItemSyntax item = IsKeyword("use") ? Use()
            : TryKeyword("include") ? Include()
            : TryKeyword("import") ? Extern(isImport: true)
            : TryKeyword("export") ? Extern(isImport: false)
            : TryTypeDefinition() ?? throw Expected("import, export, include, use or a type");
        (item.Docs, item.Gates, item.ExternalId, item.Position) = (docs, gates, externalId, position);
        return item;
    }

    private WitExternSyntax Extern(bool isImport)
    {
        var result = new WitExternSyntax(isImport);
        var (first, position) = (_token, Position());
        Identifier();
        if (!IsOperator(":"))
        {
            result.Path = RestOfPath(null, first.Text, position);
            Expect(";");
            return result;
        }
        var isTight = _token.Offset == first.End;
        Advance();
        isTight &= _token.Offset == first.End + 1;
        if (IsKeyword("func") || IsKeyword("async"))
        {
            result.Name = first.Text;
            result.Function = Function(WitFunctionKind.Free);
            result.Function.Name = first.Text;
            Expect(";");
            return result;
        }
        if (TryKeyword("interface"))
        {
            result.Name = first.Text;
            result.Interface = new WitInterfaceSyntax { Position = position };
            Block(() => result.Interface.Items.Add(InterfaceItem()));
            return result;
        }
        var (second, secondPosition) = (Identifier(), Position());
        if (IsOperator("/"))
        {
            // The name was a namespace.
            result.Path = RestOfPath(first.Text, second, position);
            Expect(";");
            return result;
        }
        if (!IsOperator(":") && isTight) throw new WitException($"'{first.Text}:{second}' is a package; an interface of it, or a space behind the colon, is expected", position);
        result.Name = first.Text;
        result.Path = TryOperator(":") ? RestOfPath(second, Identifier(), secondPosition) : new WitPathSyntax(null, second, secondPosition);
        Expect(";");
        return result;
    }

    private WitIncludeSyntax Include()
    {
        var result = new WitIncludeSyntax(Path());
        if (!TryKeyword("with"))
        {
            Expect(";");
            return result;
        }
        List("{", "}", () =>
        {
            var position = Position();
            var from = Identifier();
            ExpectKeyword("as");
            result.Renames.Add((from, Identifier(), position));
        });
        TryOperator(";");
        return result;
    }

    private WitUseSyntax Use()
    {
        Advance();
        var result = new WitUseSyntax(Path());
        Expect(".");
        List("{", "}", () =>
        {
            var position = Position();
            var name = Identifier();
            result.Names.Add((name, TryKeyword("as") ? Identifier() : name, position));
        });
        Expect(";");
        return result;
    }

    private WitPathSyntax Path()
    {
        var position = Position();
        var first = Identifier();
        return TryOperator(":") ? RestOfPath(first, Identifier(), position) : RestOfPath(null, first, position);
    }

    /// <summary>What follows <c>namespace:package</c>, or a plain name if there is no namespace.</summary>
    private WitPathSyntax RestOfPath(string? space, string name, WitPosition position)
    {
        if (space is null) return new WitPathSyntax(null, name, position);
        Expect("/");
        var item = Identifier();
        return new WitPathSyntax(new WitPackageName(space, name, IsOperator("@") ? Version() : null), item, position);
    }

    private WitPackageName PackageName()
    {
        var space = Identifier();
        Expect(":");
        var name = Identifier();
        return new WitPackageName(space, name, IsOperator("@") ? Version() : null);
    }

    /// <summary>Gates and <c>@external-id</c> before an item, in any order, each at most once.</summary>
    private WitGates Gates(out string? externalId)
    {
        var (since, unstable, deprecated) = default((string?, string?, string?));
        externalId = null;
        while (IsOperator("@"))
        {
            Advance();
            var position = Position();
            var gate = Identifier();
            Expect("(");
            switch (gate)
            {
                case "since" when since is null: since = Field("version", isVersion: true); break;
                case "deprecated" when deprecated is null: deprecated = Field("version", isVersion: true); break;
                case "unstable" when unstable is null: unstable = Field("feature", isVersion: false); break;
                case "external-id" when externalId is null && _token.Kind == WitTokenKind.String:
                    externalId = _token.Text;
                    Advance();
                    break;
                default: throw new WitException($"'@{gate}' is no attribute that there is, or comes twice", position);
            }
            Expect(")");
            if (since is not null && unstable is not null) throw new WitException("an item cannot be both @since and @unstable", position);
        }
        return since is null && unstable is null && deprecated is null ? WitGates.None : new WitGates(since, unstable, deprecated);
    }

    private string Field(string name, bool isVersion)
    {
        if (_token.Text != name) throw Expected(name);
        Advance();
        if (!IsOperator("=")) throw Expected("'='");
        if (isVersion) return Version();
        Advance();
        return Identifier();
    }

    /// <summary>The version behind the token that is looked at.</summary>
    private string Version()
    {
        var start = _token.End;
        while (start < _source.Text.Length && _source.Text[start] == ' ') start++;
        var text = _lexer.ReadVersion(start);
        if (!SemanticVersion.IsMatch(text)) throw _lexer.Error($"'{text}' is not a semantic version", start);
        Advance();
        return text;
    }
}
