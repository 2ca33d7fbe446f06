namespace Microlight.Wasm.Components.Worlds;

/// <summary>
/// The section of an image that says which world its component has. In it, with the binary format's primitives: version; resources (1 if the host's, path);
/// types of values as Binary.md encodes them, where the indices of the resources come first; imported, then exported interfaces: name,
/// named types (name, type or index of a resource), functions (name, function type).
/// </summary>
internal static class WorldSection
{
    public const string Name = ".microlight.world";
    public const uint Version = 1;
}
