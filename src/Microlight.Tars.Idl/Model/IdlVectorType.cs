namespace Microlight.Tars.Idl;

/// <summary><c>vector&lt;T&gt;</c></summary>
/// <param name="position">Where.</param>
/// <param name="element">The elements' type.</param>
public sealed class IdlVectorType(IdlPosition position, IdlType element) : IdlType(position)
{
    /// <summary>The elements' type.</summary>
    public IdlType Element { get; } = element;

    /// <summary>Whether it is <c>vector&lt;byte&gt;</c>, which is bytes in one piece.</summary>
    public bool IsBytes => Element is IdlPrimitiveType { Kind: IdlPrimitive.Int8 };

    /// <inheritdoc/>
    public override string ToString() => $"vector<{Element}>";
}
