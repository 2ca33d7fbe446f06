using System.Globalization;

namespace Microlight.Wasm.Components.Names;

/// <summary>
/// A version as semver.org 2.0.0 has it. Two are compatible if an interface of the one may serve an import of the other: the same first number
/// that is not 0, and no pre-release (Explainer.md, canonical interface name).
/// </summary>
internal sealed class SemanticVersion : IComparable<SemanticVersion>
{
    private SemanticVersion(ulong major, ulong minor, ulong patch, string preRelease, string text) =>
        (Major, Minor, Patch, PreRelease, _text) = (major, minor, patch, preRelease, text);

    private readonly string _text;

    public ulong Major { get; }
    public ulong Minor { get; }
    public ulong Patch { get; }
    /// <summary>What follows the hyphen, empty if there is none.</summary>
    public string PreRelease { get; }

    /// <summary>What compatible versions have in common: <c>1</c>, <c>0.2</c>, <c>0.0.3</c>; null for pre-releases, which are compatible with themselves alone.</summary>
    public string? Track => PreRelease.Length > 0 ? null
        : Major > 0 ? $"{Major}"
        : Minor > 0 ? $"0.{Minor}"
        : $"0.0.{Patch}";

    /// <summary>Null if the text is no version.</summary>
    public static SemanticVersion? TryParse(string text)
    {
        var core = text;
        if (core.IndexOf('+') is var plus and >= 0)
        {
            if (!AreIdentifiers(core[(plus + 1)..], numbersAreCanonical: false)) return null;
            core = core[..plus];
        }
        var preRelease = "";
        if (core.IndexOf('-') is var hyphen and >= 0)
        {
            preRelease = core[(hyphen + 1)..];
            if (!AreIdentifiers(preRelease, numbersAreCanonical: true)) return null;
            core = core[..hyphen];
        }
        var parts = core.Split('.');
        if (parts.Length != 3 || !TryNumber(parts[0], out var major) || !TryNumber(parts[1], out var minor) || !TryNumber(parts[2], out var patch)) return null;
        return new SemanticVersion(major, minor, patch, preRelease, text);
    }

    /// <summary>By precedence (semver.org, 11), of two releases; a pre-release comes before its release and is compared with others as text.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null) return 1;
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0) return order;
        if (PreRelease.Length == 0 || other.PreRelease.Length == 0) return other.PreRelease.Length.CompareTo(PreRelease.Length);
        return string.CompareOrdinal(PreRelease, other.PreRelease);
    }

    public override string ToString() => _text;

    private static bool TryNumber(string text, out ulong number)
    {
        number = 0;
        return text.Length > 0 && (text.Length == 1 || text[0] != '0') && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool AreIdentifiers(string text, bool numbersAreCanonical)
    {
        foreach (var identifier in text.Split('.'))
        {
            if (identifier.Length == 0) return false;
            var isNumber = true;
            foreach (var c in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
                isNumber &= char.IsAsciiDigit(c);
            }
            if (numbersAreCanonical && isNumber && identifier.Length > 1 && identifier[0] == '0') return false;
        }
        return true;
    }
}
