namespace System.Text;

using Internal.Runtime;

/// <summary>UTF-8 is the only encoding; ill-formed input becomes U+FFFD.</summary>
public sealed unsafe class Encoding
{
    private Encoding() { }

    public static readonly Encoding UTF8 = new();

    public int GetByteCount(ReadOnlySpan<char> text) => Utf8.Count(text);

    public byte[] GetBytes(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Utf8.Count(text)];
        fixed (byte* target = bytes) Utf8.Encode(text, target, bytes.Length);
        return bytes;
    }

    public byte[] GetBytes(string text) => GetBytes((ReadOnlySpan<char>)text);

    /// <returns>The bytes written.</returns>
    public int GetBytes(ReadOnlySpan<char> text, Span<byte> target)
    {
        if (Utf8.Count(text) > target.Length) throw new ArgumentException("Destination is too short.");
        fixed (byte* start = target) return Utf8.Encode(text, start, target.Length);
    }

    public string GetString(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes) return Text.Decode(source, bytes.Length);
    }
}

internal static unsafe class Text
{
    /// <summary>A string from UTF-8; one whose length is known only afterwards gives the rest of its room back if nothing else was allocated.</summary>
    public static string Decode(byte* source, int length)
    {
        if (length == 0) return "";
        var text = string.Allocate(length);
        fixed (char* target = text)
        {
            var used = Utf8.Decode(source, length, target);
            if (used != length) text.Truncate(used);
        }
        return text;
    }
}
