using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Linking;

/// <summary>A core definition of a linked graph: what a core module's import is bound to.</summary>
internal abstract class CoreItem;

/// <summary>What a core instance of the graph exports; equal ones are the same.</summary>
internal sealed class CoreExport(int instance, ExternalKind kind, string name) : CoreItem
{
    public int Instance { get; } = instance;
    public ExternalKind Kind { get; } = kind;
    public string Name { get; } = name;

    public override bool Equals(object? other) => other is CoreExport export && (export.Instance, export.Kind, export.Name) == (Instance, Kind, Name);
    public override int GetHashCode() => HashCode.Combine(Instance, Kind, Name);
}

/// <summary>A core function that a canonical definition makes (CanonicalABI.md): code that is compiled into the image beside the modules.</summary>
internal abstract class CanonItem(int owner) : CoreItem
{
    public int Owner { get; } = owner;
}

/// <summary>A component function as core code of the component instance Owner calls it.</summary>
internal sealed class LowerItem(int owner, FunctionItem callee, CanonContext context) : CanonItem(owner)
{
    public FunctionItem Callee { get; } = callee;
    public CanonContext Context { get; } = context;
}

/// <summary><c>resource.new</c>, <c>resource.rep</c> or <c>resource.drop</c>, on the handle table of Owner.</summary>
internal sealed class ResourceItem(int owner, CanonKind kind, Resource resource) : CanonItem(owner)
{
    public CanonKind Kind { get; } = kind;
    public Resource Resource { get; } = resource;
}

/// <summary>What nothing runs yet; a graph in which core code can reach it is refused.</summary>
internal sealed class UnsupportedItem(int owner, string feature, int offset) : CanonItem(owner)
{
    public string Feature { get; } = feature;
    public int Offset { get; } = offset;
}

/// <summary>Through which memory and functions a canonical definition passes values; Encoding is that of strings.</summary>
internal sealed class CanonContext(CanonOptionKind encoding, CoreItem? memory, CoreItem? realloc)
{
    public CanonOptionKind Encoding { get; } = encoding;
    public CoreItem? Memory { get; } = memory;
    public CoreItem? Realloc { get; } = realloc;
}
