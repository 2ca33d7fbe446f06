using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>
/// Writes the adapters of a graph (docs/components.md): functions that pass values from one component, or the host, to another. Each function is
/// written once, in the module that asks for it first; later modules import it from there.
/// </summary>
internal sealed partial class AdapterWriter
{
    /// <summary>The state module is the program's first instance.</summary>
    private const int StateInstance = 0;
    private static readonly Dictionary<string, string> StateSignatures = new()
    {
        ["allocate"] = "(param i32 i32) (result i32)",
        ["reallocate"] = ReallocSignature,
        ["char"] = "(param i32) (result i32)",
        ["add"] = "(param i32 i32 i32 i32) (result i32)",
        ["rep"] = "(param i32 i32 i32) (result i32)",
        ["take"] = "(param i32 i32 i32) (result i32)",
        ["drop"] = "(param i32 i32 i32) (result i32 i32)",
        ["lend"] = "(param i32 i32 i32) (result i32)",
        ["borrow"] = "(param i32 i32 i32) (result i32)",
        ["begin"] = "",
        ["end"] = "",
    };

    private readonly ComponentGraph _graph;
    private readonly GraphFacts _facts;
    private readonly Whole _whole = new();
    private readonly Dictionary<Resource, int> _resources = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, Written> _written = [];
    private readonly Queue<Action> _pending = [];
    /// <summary>The program's number of each core instance of the graph, as far as they have one.</summary>
    private readonly int[] _instances;
    private AdapterModule _module = new(-1);
    private long _length;

    public AdapterWriter(ComponentGraph graph)
    {
        (_graph, _facts) = (graph, new GraphFacts(graph));
        _instances = new int[graph.CoreInstances.Count];
        foreach (var resource in graph.Resources.Keys) _resources.Add(resource, _resources.Count + 1);
    }

    private sealed record Written(AdapterModule Module, string Id, string Signature);

    /// <summary>Begins a module, to which everything goes that is written from now on.</summary>
    /// <param name="instance">The number that its instance will have.</param>
    public AdapterModule Begin(int instance) => _module = new AdapterModule(instance);

    /// <summary>Tells which number a core instance of the graph has got.</summary>
    public void Place(int coreInstance, int instance) => _instances[coreInstance] = instance;

    /// <summary>What an import of a core module is to be bound to. Canonical functions are written into the module at hand.</summary>
    /// <param name="type">Of the import.</param>
    public ImportSource Bind(CoreItem item, FunctionType? type)
    {
        item = Direct(item);
        if (item is CoreExport export) return Source(export);
        Canonical((CanonItem)item, string.Concat(type!.Parameters.Select(p => $"(param {p})")) + string.Concat(type.Results.Select(r => $"(result {r})")));
        WritePending();
        var written = _written[item];
        return written.Module.Export(written.Id);
    }

    private ImportSource Source(CoreItem item) => item is CoreExport export ? new ImportSource(_instances[export.Instance], export.Name) : throw new InvalidOperationException();

    /// <summary>The identifier of a core function in the module at hand.</summary>
    private string Core(CoreItem item, string signature)
    {
        item = Direct(item);
        return item is CoreExport ? _module.Function(Source(item), signature) : Canonical((CanonItem)item, signature);
    }

    /// <summary>The identifier in the module at hand of a function of ours, which is written when it is asked for first.</summary>
    /// <param name="key">Says what the function is.</param>
    /// <param name="write">Gives the function's text for an identifier. It runs later, so that functions may need each other.</param>
    private string Function(object key, string name, string signature, Func<string, string> write)
    {
        if (!_written.TryGetValue(key, out var written))
        {
            written = new Written(_module, _module.NewId(name), signature);
            _written.Add(key, written);
            _pending.Enqueue(() =>
            {
                var text = write(written.Id);
                _length += text.Length;
                if (_length > ComponentLimits.AdapterText) throw new WasmLimitException($"The component's adapters take more than {ComponentLimits.AdapterText:#,0} characters: it passes too many, or too large, types", -1);
                written.Module.Add(text);
            });
        }
        return written.Module == _module ? written.Id : _module.Function(written.Module.Export(written.Id), signature);
    }

    private string Function(object key, string name, string signature, Action<FunctionText> write) => Function(key, name, signature, id =>
    {
        var f = new FunctionText(id);
        write(f);
        return f.ToString();
    });

    private void WritePending()
    {
        while (_pending.TryDequeue(out var write)) write();
    }

    private string State(string function) => _module.Function(new ImportSource(StateInstance, function), StateSignatures[function]);

    private string StateMemory => _module.Memory(new ImportSource(StateInstance, "state"));

    private string Memory(AdapterContext context) => _module.Memory(context.IsHost ? new ImportSource(StateInstance, "transfer") : Source(context.Memory!));

    /// <summary>Where the handle table of a component instance is described in the state.</summary>
    private static long Table(int owner) => owner * (long)StateModule.TableSize;

    /// <summary>The canonical function's identifier in the module at hand.</summary>
    /// <param name="signature">What the caller takes it to have.</param>
    private string Canonical(CanonItem item, string signature)
    {
        switch (item)
        {
            case LowerItem lower:
                var name = lower.Callee is HostFunctionItem host ? host.ToString() : "component";
                return Function(lower, $"lower:{name}", signature, f => Lower(f, lower));
            case ResourceItem { Kind: CanonKind.ResourceNew } resource:
                return Function(item, "resource.new", "(param i32) (result i32)", f => NewResource(f, resource));
            case ResourceItem { Kind: CanonKind.ResourceRep } resource:
                return Function(item, "resource.rep", "(param i32) (result i32)", f => ResourceRep(f, resource));
            case ResourceItem resource:
                return Function(item, "resource.drop", "(param i32)", f => DropResource(f, resource));
            case BuiltinItem builtin:
                return Function(item, BuiltinName(builtin.Kind), signature, f => Builtin(f, builtin, signature));
            default: throw new InvalidOperationException();
        }
    }

    /// <summary>The core signature of a lifted function.</summary>
    private static string Signature(FuncType type)
    {
        var parameters = (Flatten(type) ?? [FlatType.I32]).Select(t => $"(param {FunctionText.Name(t)})");
        return string.Concat(parameters) + (CoreResult(type) is { } result ? $"(result {FunctionText.Name(result)})" : "");
    }

    /// <summary>The parameters as core values; null if there are too many, so that they are passed in memory.</summary>
    private static FlatType[]? Flatten(FuncType type, int most = CoreSignature.MostParameters)
    {
        var flat = new List<FlatType>();
        foreach (var (_, parameter) in type.Parameters)
        {
            if (parameter.Flat is null || flat.Count + parameter.Flat.Length > most) return null;
            flat.AddRange(parameter.Flat);
        }
        return [.. flat];
    }

    private static bool ReturnsInMemory(FuncType type) => type.Result is { } result && result.Flat is not { Length: CoreSignature.MostResults };

    private static MemoryLayout ParameterLayout(FuncType type) => MemoryLayout.Record(Array.ConvertAll(type.Parameters, p => p.Type), is64: false);
}
