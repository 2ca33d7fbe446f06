using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Linking;

/// <summary>
/// One component instance while it comes into being: its index spaces, filled definition by definition, and what it exports. They are those that
/// validation filled with types, so that every index in a valid component has something here.
/// </summary>
internal sealed class LinkFrame(int owner, LinkFrame? outer, IReadOnlyDictionary<string, LinkItem> arguments)
{
    /// <summary>Number of the component instance.</summary>
    public int Owner { get; } = owner;
    public LinkFrame? Outer { get; } = outer;
    public IReadOnlyDictionary<string, LinkItem> Arguments { get; } = arguments;

    public List<CoreItem> CoreFunctions { get; } = [];
    public List<CoreItem> CoreTables { get; } = [];
    public List<CoreItem> CoreMemories { get; } = [];
    public List<CoreItem> CoreGlobals { get; } = [];
    public List<CoreItem> CoreTags { get; } = [];
    public List<LinkItem> CoreModules { get; } = [];
    public List<CoreInstanceItem> CoreInstances { get; } = [];
    public List<DefType> Types { get; } = [];
    public List<FunctionItem> Functions { get; } = [];
    public List<InstanceItem> Instances { get; } = [];
    public List<LinkItem> Components { get; } = [];
    public Dictionary<string, LinkItem> Exports { get; } = new(StringComparer.Ordinal);

    public CoreItem Core(SortIndex item) => CoreSpace(item.Sort)[(int)item.Index];

    public LinkItem Item(SortIndex item) => item.Sort switch
    {
        Sort.CoreModule => CoreModules[(int)item.Index],
        Sort.Function => Functions[(int)item.Index],
        Sort.Type => new TypeItem(Types[(int)item.Index]),
        Sort.Component => Components[(int)item.Index],
        _ => Instances[(int)item.Index],
    };

    public void Add(Sort sort, LinkItem item)
    {
        switch (sort)
        {
            case Sort.CoreModule: CoreModules.Add(item); break;
            case Sort.Function: Functions.Add((FunctionItem)item); break;
            case Sort.Type: Types.Add(((TypeItem)item).Type); break;
            case Sort.Component: Components.Add(item); break;
            default: Instances.Add((InstanceItem)item); break;
        }
    }

    public List<CoreItem> CoreSpace(Sort sort) => sort switch
    {
        Sort.CoreFunction => CoreFunctions,
        Sort.CoreTable => CoreTables,
        Sort.CoreMemory => CoreMemories,
        Sort.CoreGlobal => CoreGlobals,
        _ => CoreTags,
    };
}
