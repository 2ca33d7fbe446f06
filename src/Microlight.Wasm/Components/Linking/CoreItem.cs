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

/// <summary>A component function as core code of the component instance Owner calls it; IsAsync: with the option async.</summary>
internal sealed class LowerItem(int owner, FunctionItem callee, CanonContext context, bool isAsync) : CanonItem(owner)
{
    public bool IsAsync { get; } = isAsync;
    public FunctionItem Callee { get; } = callee;
    public CanonContext Context { get; } = context;
}

/// <summary><c>resource.new</c>, <c>resource.rep</c> or <c>resource.drop</c>, on the handle table of Owner.</summary>
internal sealed class ResourceItem(int owner, CanonKind kind, Resource resource) : CanonItem(owner)
{
    public CanonKind Kind { get; } = kind;
    public Resource Resource { get; } = resource;
}

/// <summary>
/// Any other canonical function. Result: what <c>task.return</c> returns, through Context; Slot: of <c>context.get</c> and <c>context.set</c>. Those that nothing
/// runs yet trap when they are called.
/// </summary>
internal sealed class BuiltinItem(int owner, CanonKind kind, CanonContext context, WitType? result, int slot) : CanonItem(owner)
{
    public CanonKind Kind { get; } = kind;
    public CanonContext Context { get; } = context;
    public WitType? Result { get; } = result;
    public int Slot { get; } = slot;
}

/// <summary>Through which memory and functions a canonical definition passes values; Encoding is that of strings.</summary>
internal sealed class CanonContext(CanonOptionKind encoding, CoreItem? memory, CoreItem? realloc)
{
    public CanonOptionKind Encoding { get; } = encoding;
    public CoreItem? Memory { get; } = memory;
    public CoreItem? Realloc { get; } = realloc;
}
