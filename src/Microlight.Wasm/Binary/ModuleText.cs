using System.Globalization;
using System.Text;

namespace Microlight.Wasm.Binary;

/// <summary>Text that a module chose, made fit for messages: a hostile name must not forge lines or flood a log.</summary>
internal static class ModuleText
{
    private const int MostCharacters = 100;

    /// <summary>The text in quotes, control and other unprintable characters as <c>\u{…}</c>, cut after 100 characters.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count++ == MostCharacters)
            {
                quoted.Append('…');
                break;
            }
            if (IsPrintable(rune)) quoted.Append(rune.ToString());
            else quoted.Append($"\\u{{{rune.Value:x}}}");
        }
        return quoted.Append('\'').ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
