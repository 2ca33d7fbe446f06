namespace Microlight.Tars.Idl;

/// <summary><c>interface</c></summary>
public sealed class IdlInterface : IdlDefinition
{
    internal IdlInterface(IdlPosition position, string module, string name, string documentation, IReadOnlyList<IdlFunction> functions) : base(position, module, name, documentation) => Functions = functions;

    /// <summary>Its functions in their order.</summary>
    public IReadOnlyList<IdlFunction> Functions { get; }

    /// <inheritdoc/>
    public override string Kind => "interface";
}
