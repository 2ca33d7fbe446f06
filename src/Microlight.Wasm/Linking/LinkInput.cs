using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>A module to instantiate. Imports: what each of its imports is bound to, in the module's order.</summary>
internal sealed record LinkInput(WasmModule Module, ImportSource[] Imports)
{
    /// <summary>A module all of whose imports are functions of the host.</summary>
    public LinkInput(WasmModule module) : this(module, Array.ConvertAll(module.Imports, _ => ImportSource.Host)) { }

    /// <summary>The host calls none of its exports.</summary>
    public bool IsInternal { get; init; }

    /// <summary>
    /// It holds what a component's adapters share (docs/components.md, "The host's edge"). Its memories come behind all others, so that the
    /// program's own first one has the address at which access is cheapest; its first one is the transfer memory, which the host grows.
    /// </summary>
    public bool IsState { get; init; }
}
