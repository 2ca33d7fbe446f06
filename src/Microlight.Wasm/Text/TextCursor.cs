using System.Text;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>What may name a definition: an identifier, and a name annotation that takes its place in the name section.</summary>
internal readonly record struct TextBinding(string? Id, string? Annotation, int Position)
{
    /// <summary>For the name section; null if there is none.</summary>
    public string? Name => Annotation ?? Id;
}

/// <summary>
/// Where the parser stands in a text: the current token and the one behind it, which is all the lookahead that the format needs. Annotations
/// other than <c>@custom</c>, <c>@name</c> and <c>@metadata.code.branch_hint</c> are passed over like comments.
/// </summary>
internal sealed class TextCursor
{
    public const string Custom = "custom", NameAnnotation = "name", BranchHint = "metadata.code.branch_hint";

    private readonly TextLexer _lexer;
    private readonly ModuleBuffer _string = new();

    public TextCursor(ReadOnlyMemory<byte> text)
    {
        _lexer = new TextLexer(text);
        Seek(0);
    }

    public TextToken Token { get; private set; }
    public TextToken Following { get; private set; }

    public ReadOnlySpan<byte> Text => _lexer.Text(Token);
    public bool AtOpen => Token.Kind == TokenKind.Open;
    public bool AtClose => Token.Kind == TokenKind.Close;
    public bool AtString => Token.Kind == TokenKind.String;
    /// <summary>At an identifier or an unsigned number.</summary>
    public bool AtIndex => IsIndex(Token);
    public bool FollowingIsIndex => IsIndex(Following);

    /// <summary>Continues at an offset where a token begins.</summary>
    public void Seek(int position)
    {
        _lexer.Seek(position);
        Token = Read();
        Following = Read();
    }

    public void Advance() => (Token, Following) = (Following, Read());

    public bool At(ReadOnlySpan<byte> keyword) => Token.Kind == TokenKind.Atom && Text.SequenceEqual(keyword);

    /// <summary>Whether <c>(keyword</c> is next.</summary>
    public bool AtOpenOf(ReadOnlySpan<byte> keyword) => AtOpen && Following.Kind == TokenKind.Atom && _lexer.Text(Following).SequenceEqual(keyword);

    public bool FollowingStartsWith(ReadOnlySpan<byte> prefix) => Following.Kind == TokenKind.Atom && _lexer.Text(Following).StartsWith(prefix);

    public bool AtAnnotation(string name) => Token.Kind == TokenKind.Annotation && AnnotationName(Token) == name;

    public bool TryTake(ReadOnlySpan<byte> keyword)
    {
        if (!At(keyword)) return false;
        Advance();
        return true;
    }

    public bool TryOpen(ReadOnlySpan<byte> keyword)
    {
        if (!AtOpenOf(keyword)) return false;
        Advance();
        Advance();
        return true;
    }

    public void Open(ReadOnlySpan<byte> keyword)
    {
        if (!TryOpen(keyword)) throw Unexpected($"'({Encoding.UTF8.GetString(keyword)}' is expected");
    }

    public void Close()
    {
        if (!AtClose) throw Unexpected("')' is expected");
        Advance();
    }

    /// <summary>An atom of any kind, decoded.</summary>
    public string Keyword(string expected)
    {
        if (Token.Kind != TokenKind.Atom) throw Unexpected($"{expected} is expected");
        var keyword = Encoding.UTF8.GetString(Text);
        Advance();
        return keyword;
    }

    /// <summary>The identifier here, without its dollar sign; null if there is none.</summary>
    public string? TryId()
    {
        if (Token.Kind != TokenKind.Id) return null;
        var text = Text[1..];
        var id = text[0] == '"' ? DecodeName(text) : Encoding.UTF8.GetString(text);
        Advance();
        return id;
    }

    /// <summary>An optional identifier and an optional name annotation.</summary>
    public TextBinding Binding()
    {
        var position = Token.Start;
        var id = TryId();
        if (!AtAnnotation(NameAnnotation)) return new TextBinding(id, null, position);
        Advance();
        var name = Name();
        Close();
        return new TextBinding(id, name, position);
    }

    public byte[] String()
    {
        if (!AtString) throw Unexpected("A string is expected");
        var bytes = Decode(Text).ToArray();
        Advance();
        return bytes;
    }

    /// <summary>Any number of strings, one after the other.</summary>
    public void Strings(ModuleBuffer output)
    {
        while (AtString)
        {
            output.Raw(Decode(Text));
            Advance();
        }
    }

    /// <summary>A string that is valid UTF-8.</summary>
    public string Name()
    {
        if (!AtString) throw Unexpected("A name in quotes is expected");
        var name = DecodeName(Text);
        Advance();
        return name;
    }

    /// <summary>An unsigned integer.</summary>
    public ulong Unsigned(int bits, string what)
    {
        if (Token.Kind != TokenKind.Atom) throw Unexpected($"{what} is expected");
        Check(TextNumbers.Unsigned(Text, bits, out var value), what, $"an unsigned integer of {bits} bits");
        Advance();
        return value;
    }

    public uint U32(string what) => (uint)Unsigned(32, what);

    /// <summary>A constant of <paramref name="bits"/> bits, signed or not, as its bits.</summary>
    public ulong Integer(int bits)
    {
        if (Token.Kind != TokenKind.Atom) throw Unexpected($"An i{bits} constant is expected");
        Check(TextNumbers.Integer(Text, bits, out var value), $"an i{bits} constant", $"an integer of {bits} bits");
        Advance();
        return value;
    }

    public ulong Float(int bits)
    {
        if (Token.Kind != TokenKind.Atom) throw Unexpected($"An f{bits} constant is expected");
        var status = TextFloats.Parse(Text, bits, out var value);
        Check(status, $"an f{bits} constant", $"a number of {bits} bits");
        Advance();
        return value;
    }

    /// <summary>A number behind a prefix in the same token, as <c>offset=8</c>; null if this is no such token.</summary>
    public ulong? TrySetting(ReadOnlySpan<byte> prefix)
    {
        if (Token.Kind != TokenKind.Atom || !Text.StartsWith(prefix)) return null;
        var what = Encoding.UTF8.GetString(prefix[..^1]);
        Check(TextNumbers.Unsigned(Text[prefix.Length..], 64, out var value), what, "an unsigned integer of 64 bits");
        Advance();
        return value;
    }

    /// <summary>From behind an opening parenthesis to behind the one that closes it.</summary>
    /// <param name="counted">Fields directly inside that are counted, empty for none.</param>
    public int SkipField(ReadOnlySpan<byte> counted = default)
    {
        var (depth, count, start) = (1, 0, Token.Start);
        while (depth > 0)
        {
            if (depth == 1 && !counted.IsEmpty && AtOpenOf(counted)) count++;
            if (Token.Kind is TokenKind.Open or TokenKind.Annotation) depth++;
            else if (AtClose) depth--;
            else if (Token.Kind == TokenKind.End) throw Error("Unexpected end of the text: the ')' of what begins here is missing", start);
            else if (Token.Kind == TokenKind.Reserved) throw Unexpected("");
            Advance();
        }
        return count;
    }

    /// <summary>An error at the current token, which does not belong where it is.</summary>
    public WasmTextException Unexpected(string expected)
    {
        var what = Token.Kind switch
        {
            TokenKind.End => "Unexpected end of the text",
            TokenKind.Annotation => $"Misplaced annotation @{AnnotationName(Token)}",
            _ => $"Unexpected token {ModuleText.Quote(Encoding.UTF8.GetString(Text))}",
        };
        return Error(expected.Length == 0 ? what : $"{what}: {char.ToLowerInvariant(expected[0])}{expected[1..]}");
    }

    public WasmTextException Error(string message) => _lexer.Error(message, Token.Start);

    public WasmTextException Error(string message, int position) => _lexer.Error(message, position);

    private bool IsIndex(TextToken token) => token.Kind == TokenKind.Id || token.Kind == TokenKind.Atom && char.IsAsciiDigit((char)_lexer.Text(token)[0]);

    private void Check(NumberStatus status, string what, string range)
    {
        if (status == NumberStatus.Malformed) throw Unexpected($"{what} is expected");
        if (status == NumberStatus.OutOfRange) throw Error($"Constant out of range: {ModuleText.Quote(Encoding.UTF8.GetString(Text))} is not {range}");
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> token)
    {
        _string.Clear();
        var fault = TextStrings.Append(token, _string);
        return fault < 0 ? _string.Bytes : throw Error("Malformed escape in a string", Token.Start + fault);
    }

    private string DecodeName(ReadOnlySpan<byte> token) => TextStrings.Decode(Decode(token)) ?? throw Error("Malformed UTF-8 encoding: a name must be valid UTF-8");

    private string AnnotationName(TextToken token)
    {
        var name = _lexer.Text(token)[2..];
        if (name[0] != '"') return Encoding.UTF8.GetString(name);
        var bytes = new ModuleBuffer();
        if (TextStrings.Append(name, bytes) >= 0) throw Error("Malformed escape in an annotation's name", token.Start);
        return TextStrings.Decode(bytes.Bytes) ?? throw Error("Malformed UTF-8 encoding: an annotation's name must be valid UTF-8", token.Start);
    }

    private TextToken Read()
    {
        while (true)
        {
            var token = _lexer.Next();
            if (token.Kind != TokenKind.Annotation || AnnotationName(token) is Custom or NameAnnotation or BranchHint) return token;
            SkipAnnotation(token);
        }
    }

    private void SkipAnnotation(TextToken start)
    {
        for (var depth = 1; depth > 0;)
        {
            var token = _lexer.Next();
            if (token.Kind == TokenKind.Annotation) AnnotationName(token);
            if (token.Kind is TokenKind.Open or TokenKind.Annotation) depth++;
            else if (token.Kind == TokenKind.Close) depth--;
            else if (token.Kind == TokenKind.End) throw Error("Unclosed annotation: its ')' is missing", start.Start);
        }
    }
}
