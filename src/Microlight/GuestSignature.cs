namespace Microlight;

/// <summary>
/// Parameter and result types of a guest or host function. Its text form is one letter per type (see <see cref="GuestType"/>),
/// parameters, <c>&gt;</c>, results: <c>si&gt;b</c> takes a string and an int32 and returns a boolean, <c>&gt;</c> neither takes nor returns.
/// </summary>
public sealed class GuestSignature : IEquatable<GuestSignature>
{
    private const string Letters = "?iuIUfdbsyr";

    /// <summary>Most parameters, and most results, that a call may carry: the mailbox has this many slots each way.</summary>
    public const int MaximumSlots = 128;

    public GuestSignature(ReadOnlySpan<GuestType> parameters, ReadOnlySpan<GuestType> results)
    {
        if (parameters.Length > MaximumSlots || results.Length > MaximumSlots)
            throw new ArgumentException($"A signature has at most {MaximumSlots} parameters and {MaximumSlots} results.");
        foreach (var type in parameters) ThrowUnlessValue(type);
        foreach (var type in results) ThrowUnlessValue(type);
        ParameterTypes = parameters.ToArray();
        ResultTypes = results.ToArray();
        Parameters = Array.AsReadOnly(ParameterTypes);
        Results = Array.AsReadOnly(ResultTypes);
    }

    /// <summary>The same types as arrays, for the call path; not to be written.</summary>
    internal GuestType[] ParameterTypes { get; }
    internal GuestType[] ResultTypes { get; }

    public IReadOnlyList<GuestType> Parameters { get; }
    public IReadOnlyList<GuestType> Results { get; }

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
        if (type is < GuestType.Int32 or > GuestType.Reference)
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
        other is not null
        && ParameterTypes.AsSpan().SequenceEqual(other.ParameterTypes)
        && ResultTypes.AsSpan().SequenceEqual(other.ResultTypes);

    public override bool Equals(object? obj) => Equals(obj as GuestSignature);
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() =>
        string.Concat(Parameters.Select(t => Letters[(int)t])) + ">" + string.Concat(Results.Select(t => Letters[(int)t]));
}
