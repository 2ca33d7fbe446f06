using System.Globalization;

namespace Microlight.Wasi.Sockets;

/// <summary>Names of hosts, in the one form in which they are compared: ASCII (IDNA), lower case, without the dot at the end.</summary>
internal static class HostName
{
    /// <summary>The most characters of a name (RFC 1035, 2.3.4) and of a part of it.</summary>
    private const int MostCharacters = 253, MostInLabel = 63;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Null if it is no name: empty, too long, with characters that names do not have, or an address.</summary>
    public static string? Normalize(string name)
    {
        if (name.EndsWith('.')) name = name[..^1];
        if (name.Length is 0 or > MostCharacters) return null;
        try
        {
            if (!System.Text.Ascii.IsValid(name)) name = Idn.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
        if (name.Length > MostCharacters) return null;
        name = name.ToLowerInvariant();
        var labels = name.Split('.');
        foreach (var label in labels)
            if (label.Length is 0 or > MostInLabel || label[0] == '-' || label[^1] == '-' || !label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                return null;
        // A name whose last part is a number is an address to most resolvers, in forms such as 127.1 and 0x7f000001 (WHATWG URL, "ends in a number").
        var last = labels[^1];
        return last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.Ordinal) && last.AsSpan(2).TrimStart("0123456789abcdef").IsEmpty) ? null : name;
    }
}
