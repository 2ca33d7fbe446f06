namespace Microlight.Wasm.Components;

/// <content>Values that are one of several cases.</content>
public abstract partial record WitValue
{
    /// <summary>A case of a variant.</summary>
    /// <param name="Case">Its label.</param>
    /// <param name="Payload">Null if the case has none.</param>
    public sealed record Variant(string Case, WitValue? Payload = null) : WitValue { internal override string Noun => "variant"; }

    /// <summary>An <c>option</c>.</summary>
    /// <param name="Value">Null for none.</param>
    public sealed record Option(WitValue? Value) : WitValue
    {
        internal override string Noun => "option";
        /// <summary>The option without a value.</summary>
        public static Option None { get; } = new((WitValue?)null);
    }

    /// <summary>A <c>result</c>.</summary>
    /// <param name="IsOk">Success, not failure.</param>
    /// <param name="Payload">Null if the case has none.</param>
    public sealed record Result(bool IsOk, WitValue? Payload = null) : WitValue
    {
        internal override string Noun => "result";
        /// <summary>A success.</summary>
        public static Result Ok(WitValue? payload = null) => new(true, payload);
        /// <summary>A failure.</summary>
        public static Result Error(WitValue? payload = null) => new(false, payload);
    }

    /// <summary>Some of the names of a flags type, in any order.</summary>
    public sealed record Flags : WitValue
    {
        private readonly SortedSet<string> _names;

        /// <param name="names">The flags that are set; one named twice is set once.</param>
        public Flags(params IEnumerable<string> names) => _names = new SortedSet<string>(names, StringComparer.Ordinal);

        /// <summary>The flags that are set, in the order of their names' characters.</summary>
        public IReadOnlyCollection<string> Names => _names;

        /// <summary>Whether a flag is set.</summary>
        public bool Has(string name) => _names.Contains(name);

        internal override string Noun => "flags";
        public bool Equals(Flags? other) => other is not null && _names.SetEquals(other._names);
        public override int GetHashCode() => _names.Aggregate(_names.Count, (hash, name) => HashCode.Combine(hash, name));
    }
}
