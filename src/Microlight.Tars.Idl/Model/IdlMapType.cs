namespace Microlight.Tars.Idl;

/// <summary><c>map&lt;K, V&gt;</c></summary>
/// <param name="position">Where.</param>
/// <param name="key">The keys' type.</param>
/// <param name="value">The values' type.</param>
public sealed class IdlMapType(IdlPosition position, IdlType key, IdlType value) : IdlType(position)
{
    /// <summary>The keys' type.</summary>
    public IdlType Key { get; } = key;

    /// <summary>The values' type.</summary>
    public IdlType Value { get; } = value;

    /// <inheritdoc/>
    public override string ToString() => $"map<{Key}, {Value}>";
}
