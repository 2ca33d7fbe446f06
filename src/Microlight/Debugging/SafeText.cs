namespace Microlight.Debugging;

/// <summary>Text that a guest chose, for a log or a terminal.</summary>
internal static class SafeText
{
    private const int Longest = 512;

    /// <summary>Control characters replaced, overlong text cut.</summary>
    public static string Of(string text)
    {
        var cut = text.Length > Longest;
        return string.Create(cut ? Longest : text.Length, (text, cut), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(state.text[i]) ? '\uFFFD' : state.text[i];
            if (state.cut) span[^1] = '…';
        });
    }
}
