using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Linking;

/// <summary>What an index of a component-level index space, or a core module or instance, is when the component has been instantiated.</summary>
internal abstract class LinkItem;

/// <summary>A component function; its type has the resources that there really are.</summary>
internal abstract class FunctionItem(FuncType type) : LinkItem
{
    public FuncType Type { get; } = type;
}

/// <summary>A function of the host. Path: the import's name, then names of exports of the imported instance.</summary>
internal sealed class HostFunctionItem(FuncType type, string[] path) : FunctionItem(type)
{
    public string[] Path { get; } = path;
    public override string ToString() => string.Join(' ', Path);
}

/// <summary>A core function lifted by the component instance Owner.</summary>
/// <remarks>IsTask: it returns its result with <c>task.return</c>, and may go on then (lifted with the option async, without a callback).</remarks>
internal sealed class LiftedFunctionItem(FuncType type, int owner, CoreItem core, CanonContext context, CoreItem? postReturn, bool isTask) : FunctionItem(type)
{
    public bool IsTask { get; } = isTask;
    public int Owner { get; } = owner;
    public CoreItem Core { get; } = core;
    public CanonContext Context { get; } = context;
    public CoreItem? PostReturn { get; } = postReturn;
}

/// <summary>A lifted function that nothing can call yet, because it is or uses something asynchronous.</summary>
internal sealed class UnsupportedFunctionItem(FuncType type, string feature, int offset) : FunctionItem(type)
{
    public string Feature { get; } = feature;
    public int Offset { get; } = offset;
}

internal sealed class InstanceItem(IReadOnlyDictionary<string, LinkItem> exports) : LinkItem
{
    public IReadOnlyDictionary<string, LinkItem> Exports { get; } = exports;
}

internal sealed class TypeItem(DefType type) : LinkItem
{
    public DefType Type { get; } = type;
}

internal sealed class ModuleItem(WasmModule module) : LinkItem
{
    public WasmModule Module { get; } = module;
}

/// <summary>A component and the instance that its outer aliases mean, which is where it was defined.</summary>
internal sealed class ComponentItem(ComponentBinary component, LinkFrame outer) : LinkItem
{
    public ComponentBinary Component { get; } = component;
    public LinkFrame Outer { get; } = outer;
}

/// <summary>A module or component that is imported from the host, which has none.</summary>
internal sealed class MissingItem(string noun, string name) : LinkItem
{
    public string Noun { get; } = noun;
    public string Name { get; } = name;
}

/// <summary>A core instance: one of the graph's, or a bag of what others export.</summary>
internal abstract class CoreInstanceItem : LinkItem;
internal sealed class ModuleInstanceItem(int instance) : CoreInstanceItem
{
    public int Instance { get; } = instance;
}

internal sealed class CoreBagItem(IReadOnlyDictionary<string, CoreItem> exports) : CoreInstanceItem
{
    public IReadOnlyDictionary<string, CoreItem> Exports { get; } = exports;
}
