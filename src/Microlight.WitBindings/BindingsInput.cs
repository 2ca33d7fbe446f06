namespace Microlight.WitBindings;

/// <summary>A .wit file of the project. Root: the folder that the project's packages are in, with a slash at the end, or empty.</summary>
internal sealed record WitFile(string Path, string Root, string Text);

/// <summary>What the project's properties say (docs/bindings.md). Worlds: empty for all that are not in <c>deps</c>.</summary>
internal sealed record BindingsOptions(EquatableArray<string> Worlds, EquatableArray<string> Features);

/// <summary>An interface that a referenced assembly has bindings for, as its <c>WitBindingsAttribute</c> says.</summary>
/// <param name="Name">With its version.</param>
/// <param name="HasExports">There is a class for those who call it.</param>
internal sealed record ProvidedInterface(string Name, string Namespace, bool HasExports);
