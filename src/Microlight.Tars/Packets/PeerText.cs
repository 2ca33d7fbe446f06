namespace Microlight.Tars;

/// <summary>Text that a peer chose, in a message.</summary>
internal static class PeerText
{
    private const int Longest = 100;

    /// <summary>Its beginning, on one line and without what steers terminals.</summary>
    public static string Show(string text)
    {
        var shown = text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : shown;
    }
}
