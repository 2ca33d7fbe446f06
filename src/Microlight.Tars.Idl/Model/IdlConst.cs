namespace Microlight.Tars.Idl;

/// <summary><c>const</c></summary>
public sealed class IdlConst : IdlDefinition
{
    internal IdlConst(IdlPosition position, string module, string name, string documentation, IdlType type, IdlLiteral value) : base(position, module, name, documentation) => (Type, Value) = (type, value);

    /// <summary>Its type, a primitive one.</summary>
    public IdlType Type { get; }

    /// <summary>Its value.</summary>
    public IdlLiteral Value { get; internal set; }

    /// <inheritdoc/>
    public override string Kind => "constant";
}
