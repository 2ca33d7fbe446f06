namespace Microlight.Tars.Idl;

/// <summary>What a module defines: an enumeration, constant, structure or interface.</summary>
/// <param name="position">Where its name stands.</param>
/// <param name="module">The module's name.</param>
/// <param name="name">Its name.</param>
/// <param name="documentation">The comment before it; empty if there is none.</param>
public abstract class IdlDefinition(IdlPosition position, string module, string name, string documentation)
{
    /// <summary>Where its name stands.</summary>
    public IdlPosition Position { get; } = position;

    /// <summary>The module's name.</summary>
    public string Module { get; } = module;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The comment before it, without its marks; empty if there is none.</summary>
    public string Documentation { get; } = documentation;

    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}
