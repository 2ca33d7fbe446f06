using System.Globalization;
using System.Text;

namespace Microlight.Diagnostics;

/// <summary>Text that a guest wrote, made fit for logs, messages and terminals.</summary>
internal static class GuestText
{
    private const int LongestName = 512;

    /// <summary>
    /// Escapes what would let a guest forge further lines of a log or steer a terminal: control characters, line separators and the
    /// marks that turn the direction of writing (Unicode TR 9, explicit formatting characters).
    /// </summary>
    public static string Printable(string line)
    {
        var first = 0;
        while (first < line.Length && !IsUnsafe(line[first])) first++;
        if (first == line.Length) return line;
        var text = new StringBuilder(line.Length + 16).Append(line, 0, first);
        foreach (var c in line.AsSpan(first))
        {
            if (!IsUnsafe(c)) text.Append(c);
            else if (c == '\n') text.Append("\\n");
            else if (c == '\r') text.Append("\\r");
            else if (c == '\t') text.Append("\\t");
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return text.ToString();
    }

    /// <summary>A name or a sentence with one: what <see cref="Printable"/> escapes is replaced, and overlong text is cut.</summary>
    public static string Short(string text)
    {
        var cut = text.Length > LongestName;
        return string.Create(cut ? LongestName : text.Length, (text, cut), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = IsUnsafe(state.text[i]) ? '\uFFFD' : state.text[i];
            if (state.cut) span[^1] = '…';
        });
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
