namespace Microlight;

/// <summary>
/// The name of a host function: converts implicitly from its name alone, for the module with the empty name, where native guests
/// import from, and from a module and a name.
/// </summary>
/// <param name="Module">The module; empty for native guests.</param>
/// <param name="Name">The name within the module.</param>
public readonly record struct ImportName(string Module, string Name)
{
    /// <summary>A name of the module with the empty name, where native guests import from.</summary>
    public static implicit operator ImportName(string name) => new("", name);

    /// <summary>A module and a name in it.</summary>
    public static implicit operator ImportName((string Module, string Name) name) => new(name.Module, name.Name);

    /// <summary><c>module.name</c>, or the name alone.</summary>
    public override string ToString() => string.IsNullOrEmpty(Module) ? Name : $"{Module}.{Name}";
}
