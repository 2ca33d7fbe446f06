namespace Microlight;

/// <summary>
/// Parameter and result types of a guest or host function. Its text form is one letter per type (see <see cref="GuestType"/>),
/// parameters, <c>&gt;</c>, results: <c>si&gt;b</c> takes a string and an int32 and returns a boolean, <c>&gt;</c> neither takes nor returns.
/// </summary>
public sealed class GuestSignature : IEquatable<GuestSignature>
{
    private const string Letters = "?iuIUfdbsyrcChHv";

    /// <summary>Most parameters, and most results, that a call may carry: the mailbox has this many slots each way.</summary>
    public const int MaximumSlots = 128;

    private IReadOnlyList<GuestType>? _parameters, _results;

    /// <summary>From the types that a guest's function takes and returns, in order.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaximumSlots"/> of either, or a type that is none.</exception>
    public GuestSignature(ReadOnlySpan<GuestType> parameters, ReadOnlySpan<GuestType> results)
    {
        if (parameters.Length > MaximumSlots || results.Length > MaximumSlots)
            throw new ArgumentException($"A signature has at most {MaximumSlots} parameters and {MaximumSlots} results.");
        foreach (var type in parameters) ThrowUnlessValue(type);
        foreach (var type in results) ThrowUnlessValue(type);
        ParameterTypes = parameters.ToArray();
        ResultTypes = results.ToArray();
    }

    /// <summary>From types that are checked, as an image's functions are: no code for spans of them has to be compiled at a start.</summary>
    private GuestSignature(GuestType[] parameters, GuestType[] results) => (ParameterTypes, ResultTypes) = (parameters, results);

    /// <summary>The same types as arrays, for the call path; not to be written.</summary>
    internal GuestType[] ParameterTypes { get; }
    internal GuestType[] ResultTypes { get; }

    /// <summary>The types that the function takes.</summary>
    public IReadOnlyList<GuestType> Parameters => _parameters ??= Array.AsReadOnly(ParameterTypes);

    /// <summary>The types that it returns; empty for none.</summary>
    public IReadOnlyList<GuestType> Results => _results ??= Array.AsReadOnly(ResultTypes);

    /// <summary>Reads the text form. Returns null where the text is not a signature or exceeds <see cref="MaximumSlots"/>.</summary>
    public static GuestSignature? TryParse(string text)
    {
        var split = text.IndexOf('>');
        if (split < 0) return null;
        return TryParseTypes(text.AsSpan(0, split)) is { } parameters && TryParseTypes(text.AsSpan(split + 1)) is { } results
            ? new GuestSignature(parameters, results)
            : null;
    }

    private static void ThrowUnlessValue(GuestType type)
    {
        if (type is < GuestType.Int32 or > GuestType.Vector128)
            throw new ArgumentException($"{type} is not the type of a value.");
    }

    private static GuestType[]? TryParseTypes(ReadOnlySpan<char> letters)
    {
        if (letters.Length > MaximumSlots) return null;
        var types = new GuestType[letters.Length];
        for (var i = 0; i < letters.Length; i++)
        {
            var type = Letters.IndexOf(letters[i]);
            if (type < 1) return null;
            types[i] = (GuestType)type;
        }
        return types;
    }

    public bool Equals(GuestSignature? other) =>
        other is not null && Same(ParameterTypes, other.ParameterTypes) && Same(ResultTypes, other.ResultTypes);

    private static bool Same(GuestType[] left, GuestType[] right)
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
            if (left[i] != right[i]) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as GuestSignature);
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() =>
        string.Concat(Parameters.Select(t => Letters[(int)t])) + ">" + string.Concat(Results.Select(t => Letters[(int)t]));
}
