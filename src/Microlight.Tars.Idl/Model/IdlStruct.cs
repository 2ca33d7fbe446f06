namespace Microlight.Tars.Idl;

/// <summary><c>struct</c></summary>
public sealed class IdlStruct : IdlDefinition
{
    internal IdlStruct(IdlPosition position, string module, string name, string documentation, IReadOnlyList<IdlField> fields) : base(position, module, name, documentation) => Fields = fields;

    /// <summary>Its fields, by their tags.</summary>
    public IReadOnlyList<IdlField> Fields { get; }

    /// <summary>The fields of <c>key[…]</c>, by which two of them are equal; null if the file names none.</summary>
    public IReadOnlyList<IdlField>? Key { get; internal set; }

    /// <inheritdoc/>
    public override string Kind => "structure";
}
