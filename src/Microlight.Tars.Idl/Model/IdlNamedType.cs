namespace Microlight.Tars.Idl;

/// <summary>An enumeration or structure by its name.</summary>
/// <param name="position">Where.</param>
/// <param name="module">The module before <c>::</c>; null for the one that it stands in.</param>
/// <param name="name">The name.</param>
public sealed class IdlNamedType(IdlPosition position, string? module, string name) : IdlType(position)
{
    private IdlDefinition? _definition;

    /// <summary>The module before <c>::</c>; null for the one that it stands in.</summary>
    public string? Module { get; } = module;

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The <see cref="IdlEnum"/> or <see cref="IdlStruct"/>.</summary>
    /// <exception cref="InvalidOperationException">The file has errors: there is none.</exception>
    public IdlDefinition Definition { get => _definition ?? throw new InvalidOperationException($"{this} is not resolved."); internal set => _definition = value; }

    internal bool IsResolved => _definition is not null;

    /// <inheritdoc/>
    public override string ToString() => Module is null ? Name : $"{Module}::{Name}";
}
