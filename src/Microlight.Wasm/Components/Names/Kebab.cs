namespace Microlight.Wasm.Components.Names;

/// <summary>Labels in kebab case (Explainer.md, import and export definitions): words in lower case or acronyms in upper case, joined by hyphens.</summary>
internal static class Kebab
{
    /// <summary>Whether it is a <c>label</c>: every fragment in one case, the first beginning with a letter.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter(text[0])) return false;
        foreach (var range in text.Split('-'))
        {
            if (!IsFragment(text[range])) return false;
        }
        return true;
    }

    /// <summary>Whether it is <c>words</c>, as namespaces and packages are named: fragments in lower case, the first beginning with a letter.</summary>
    public static bool IsWords(ReadOnlySpan<char> text) => IsLabel(text) && !text.ContainsAnyInRange('A', 'Z');

    private static bool IsFragment(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return false;
        var (lower, upper) = (false, false);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterLower(c)) lower = true;
            else if (char.IsAsciiLetterUpper(c)) upper = true;
            else if (!char.IsAsciiDigit(c)) return false;
        }
        return !(lower && upper);
    }
}
