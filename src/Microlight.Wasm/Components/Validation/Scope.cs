using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

internal enum ScopeKind { Component, ComponentType, InstanceType }

/// <summary>
/// What has been defined so far in a component, or in a component or instance type: its index spaces, imports and exports (Explainer.md, index
/// spaces), and what is known of its resources.
/// </summary>
internal sealed class Scope(ScopeKind kind)
{
    public ScopeKind Kind { get; } = kind;

    public CoreTypeSpace CoreTypes { get; } = new();
    /// <summary>By index: the type's id.</summary>
    public List<int> CoreFunctions { get; } = [];
    public List<int> CoreTags { get; } = [];
    public List<TableType> CoreTables { get; } = [];
    public List<MemoryType> CoreMemories { get; } = [];
    public List<GlobalType> CoreGlobals { get; } = [];
    public List<ModuleType> CoreModules { get; } = [];
    /// <summary>By index: its exports.</summary>
    public List<Dictionary<string, CoreEntity>> CoreInstances { get; } = [];

    public List<DefType> Types { get; } = [];
    public List<FuncType> Functions { get; } = [];
    public List<InstanceType> Instances { get; } = [];
    public List<ComponentType> Components { get; } = [];

    public OrderedDictionary<string, Entity> Imports { get; } = new(StringComparer.Ordinal);
    public OrderedDictionary<string, Entity> Exports { get; } = new(StringComparer.Ordinal);
    public ExternNames ImportNames { get; } = new("import");
    public ExternNames ExportNames { get; } = new("export");

    /// <summary>Resources that come with imports, and the path to each: indices of the import and of exports within it.</summary>
    public List<(Resource Resource, int[] Path)> ImportedResources { get; } = [];

    /// <summary>Resources that come to be here or in something instantiated here, with the representation of those defined here.</summary>
    public OrderedDictionary<Resource, WasmType?> DefinedResources { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Resources that are exported, and the path to each.</summary>
    public Dictionary<Resource, int[]> ExportedResources { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Types with a name that is visible from outside (Explainer.md, external visibility of types).</summary>
    public HashSet<DefType> ImportedTypes { get; } = new(ReferenceEqualityComparer.Instance);
    public HashSet<DefType> ExportedTypes { get; } = new(ReferenceEqualityComparer.Instance);




    public ModuleType Module(uint index, int offset) => At(CoreModules, index, "core module", offset);
    public int CoreFunction(uint index, int offset) => At(CoreFunctions, index, "core function", offset);
    public Dictionary<string, CoreEntity> CoreInstance(uint index, int offset) => At(CoreInstances, index, "core instance", offset);
    public FuncType Function(uint index, int offset) => At(Functions, index, "function", offset);
    public InstanceType Instance(uint index, int offset) => At(Instances, index, "instance", offset);
    public ComponentType Component(uint index, int offset) => At(Components, index, "component", offset);
    public DefType Type(uint index, int offset) => At(Types, index, "type", offset);

    /// <summary>What a core sort's index stands for.</summary>
    public CoreEntity Core(SortIndex item, int offset) => item.Sort switch
    {
        Sort.CoreFunction => CoreEntity.Function(CoreFunction(item.Index, offset)),
        Sort.CoreTable => CoreEntity.Of(At(CoreTables, item.Index, "core table", offset)),
        Sort.CoreMemory => CoreEntity.Of(At(CoreMemories, item.Index, "core memory", offset)),
        Sort.CoreGlobal => CoreEntity.Of(At(CoreGlobals, item.Index, "core global", offset)),
        Sort.CoreTag => CoreEntity.Tag(At(CoreTags, item.Index, "core tag", offset)),
        _ => throw new WasmInvalidException($"A core instance cannot export a {item.Sort.Name()}", offset),
    };

    /// <summary>What an index stands for that a component can import or export. A type is given as it is, without a new name.</summary>
    public Entity Item(SortIndex item, int offset) => item.Sort switch
    {
        Sort.CoreModule => new Entity(item.Sort, Module(item.Index, offset)),
        Sort.Function => new Entity(item.Sort, Function(item.Index, offset)),
        Sort.Type => new Entity(item.Sort, Type(item.Index, offset)),
        Sort.Component => new Entity(item.Sort, Component(item.Index, offset)),
        _ => new Entity(item.Sort, Instance(item.Index, offset)),
    };

    public void Add(CoreEntity entity, int offset)
    {
        switch (entity.Kind)
        {
            case ExternalKind.Function: Add(CoreFunctions, entity.TypeId, offset); break;
            case ExternalKind.Table: Add(CoreTables, entity.Table, offset); break;
            case ExternalKind.Memory: Add(CoreMemories, entity.Memory, offset); break;
            case ExternalKind.Global: Add(CoreGlobals, entity.Global, offset); break;
            default: Add(CoreTags, entity.TypeId, offset); break;
        }
    }

    public void Add(Entity entity, int offset)
    {
        switch (entity.Sort)
        {
            case Sort.CoreModule: Add(CoreModules, (ModuleType)entity.Type, offset, ComponentLimits.Instances); break;
            case Sort.Function: Add(Functions, (FuncType)entity.Type, offset); break;
            case Sort.Type: Add(Types, entity.Type, offset); break;
            case Sort.Component: Add(Components, (ComponentType)entity.Type, offset, ComponentLimits.Instances); break;
            default: Add(Instances, (InstanceType)entity.Type, offset, ComponentLimits.Instances); break;
        }
    }

    public void Add(Dictionary<string, CoreEntity> instance, int offset) => Add(CoreInstances, instance, offset, ComponentLimits.Instances);

    private static void Add<T>(List<T> space, T item, int offset, int limit = ComponentLimits.Definitions)
    {
        if (space.Count == limit) throw new WasmLimitException($"A component has more than {limit:#,0} definitions of one sort", offset);
        space.Add(item);
    }

    private static T At<T>(List<T> space, uint index, string what, int offset) => index < (uint)space.Count
        ? space[(int)index]
        : throw new WasmInvalidException($"The {what} index {index} is out of bounds: there are {space.Count:#,0}", offset);
}
