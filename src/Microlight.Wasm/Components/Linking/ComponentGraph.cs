using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Linking;

/// <summary>
/// A component instantiated on paper (docs/components.md): the core modules to instantiate, in order, with every import bound, the canonical
/// functions between them, and what the whole exports. Nothing of the nesting of components is left but the number of each one's instance.
/// </summary>
internal sealed class ComponentGraph
{
    public required IReadOnlyList<CoreInstancePlan> CoreInstances { get; init; }
    /// <summary>Component instances, the outermost first; each has a table of handles.</summary>
    public required IReadOnlyList<ComponentInstancePlan> ComponentInstances { get; init; }
    /// <summary>Functions of the host that core code can call or that are exported again, each once.</summary>
    public required IReadOnlyList<HostFunctionItem> HostFunctions { get; init; }
    /// <summary>Resources by what they are; every handle type in the graph refers to one of them.</summary>
    public required IReadOnlyDictionary<Resource, ResourcePlan> Resources { get; init; }
    /// <summary>Functions and instances, in the component's order.</summary>
    public required OrderedDictionary<string, LinkItem> Exports { get; init; }
}

/// <summary>A core module to instantiate. Imports: by the module's import number. Owner: the component instance it belongs to.</summary>
internal sealed record CoreInstancePlan(WasmModule Module, int Owner, CoreItem[] Imports);

/// <summary>Parent is −1 for the outermost.</summary>
internal sealed record ComponentInstancePlan(int Parent);

/// <summary>Where a resource comes from: Owner is the component instance that defines it, −1 for the host.</summary>
internal sealed record ResourcePlan(int Owner, CoreItem? Destructor, string[] Path)
{
    public bool IsHost => Owner < 0;
}
