namespace Microlight.Tars.Idl;

/// <summary><c>enum</c></summary>
public sealed class IdlEnum : IdlDefinition
{
    internal IdlEnum(IdlPosition position, string module, string name, string documentation, IReadOnlyList<IdlEnumMember> members) : base(position, module, name, documentation) => Members = members;

    /// <summary>Its members in their order, at least one.</summary>
    public IReadOnlyList<IdlEnumMember> Members { get; }

    /// <inheritdoc/>
    public override string Kind => "enumeration";
}
