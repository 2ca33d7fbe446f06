namespace Microlight.Wit;

internal enum WitTokenKind { End, Identifier, Keyword, Integer, String, Operator }

/// <summary>One token; Text is without the percent sign of an identifier and the quotes of a string. Docs are the <c>///</c> lines before it.</summary>
internal readonly struct WitToken(WitTokenKind kind, string text, int offset, int end, string docs)
{
    public WitTokenKind Kind { get; } = kind;
    public string Text { get; } = text;
    public int Offset { get; } = offset;
    /// <summary>Offset one past it.</summary>
    public int End { get; } = end;
    public string Docs { get; } = docs;
}
