namespace Microlight.Wasm.Text;

/// <summary>Kinds of token (spec 6.3.1).</summary>
internal enum TokenKind : byte
{
    /// <summary>The end of the text.</summary>
    End,
    Open,
    Close,
    /// <summary>A keyword or a number: identifier characters that do not begin with a dollar sign.</summary>
    Atom,
    /// <summary><c>$name</c> or <c>$"name"</c>.</summary>
    Id,
    String,
    /// <summary>Characters that make no token; allowed in annotations only.</summary>
    Reserved,
    /// <summary><c>(@name</c>: the beginning of an annotation.</summary>
    Annotation,
}

/// <summary>A token: its kind and its bytes in the text.</summary>
internal readonly record struct TextToken(TokenKind Kind, int Start, int Length);
