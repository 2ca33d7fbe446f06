namespace Microlight.Wasm.Components.Format;

/// <summary>A component as its bytes say it: definitions in their order, indices not looked at yet. Nested ones are definitions of their own.</summary>
internal sealed class ComponentBinary
{
    /// <summary>Offset of its preamble in the outermost component's bytes, and one past its last byte.</summary>
    public required int Start { get; init; }
    public required int End { get; init; }
    public required Definition[] Definitions { get; init; }
}
