namespace Microlight.WitBindings;

/// <summary>A .wit file of the project.</summary>
internal sealed record WitFile(string Path, string Text);

/// <summary>What the project's properties say (docs/bindings.md).</summary>
/// <param name="Root">The folder that the project's packages are in, with a slash at the end; empty if nothing says so.</param>
/// <param name="Worlds">Empty for all that are not in <c>deps</c>.</param>
internal sealed record BindingsOptions(string Root, EquatableArray<string> Worlds, EquatableArray<string> Features);

/// <summary>An interface that a referenced assembly has bindings for, as its <c>WitBindingsAttribute</c> says.</summary>
/// <param name="Name">With its version.</param>
/// <param name="HasExports">There is a class for those who call it.</param>
internal sealed record ProvidedInterface(string Name, string Namespace, bool HasExports);
