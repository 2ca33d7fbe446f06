namespace Microlight.Wit;

/// <summary>A WIT file. Files in one folder are one package; folders and files below <c>deps</c> are packages of their own (WIT.md, package format).</summary>
/// <param name="path">Its path, for messages and to tell which files are in one folder.</param>
public sealed class WitSource(string path, string text)
{
    public string Path { get; } = path;
    public string Text { get; } = text;
}

/// <summary>A place in a file; Line and Column count from 1, columns UTF-16 code units.</summary>
public readonly struct WitPosition(WitSource source, int offset) : IEquatable<WitPosition>
{
    public WitSource Source { get; } = source;
    /// <summary>UTF-16 code units from the file's beginning.</summary>
    public int Offset { get; } = offset;

    public int Line => LineAndColumn().Line;
    public int Column => LineAndColumn().Column;

    public bool Equals(WitPosition other) => ReferenceEquals(Source, other.Source) && Offset == other.Offset;
    public override bool Equals(object? obj) => obj is WitPosition other && Equals(other);
    public override int GetHashCode() => Offset;
    public override string ToString() => $"{Source.Path}({Line},{Column})";

    private (int Line, int Column) LineAndColumn()
    {
        var (line, start) = (1, 0);
        for (var i = 0; i < Offset && i < Source.Text.Length; i++)
        {
            if (Source.Text[i] == '\n') (line, start) = (line + 1, i + 1);
        }
        return (line, Offset - start + 1);
    }
}

/// <summary>A fault in WIT, in one sentence, and where.</summary>
public sealed class WitException(string message, WitPosition position) : Exception($"{position}: {message}")
{
    /// <summary>The sentence without the place.</summary>
    public string Reason { get; } = message;
    public WitPosition Position { get; } = position;
}
