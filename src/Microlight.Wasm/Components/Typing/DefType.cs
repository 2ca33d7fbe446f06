using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// A component-level type: what stands in a type index space. Two types are the same *name* if they are the same object; importing or exporting
/// a type makes another object of the same structure (Explainer.md, external visibility of types), see <see cref="Named"/>.
/// </summary>
internal abstract class DefType
{
    /// <summary>How many types it consists of, each counted as often as it occurs; at most <see cref="ComponentLimits.TypeSize"/>.</summary>
    public int Size { get; protected init; } = 1;

    /// <summary>How deep types lie within one another in it; at most <see cref="ComponentLimits.Nesting"/>, which bounds all recursion on types.</summary>
    public int Depth { get; protected init; } = 1;

    /// <summary>Some resource type occurs in it, free or bound.</summary>
    public bool HasResources { get; protected init; }

    /// <summary>The noun in messages.</summary>
    public abstract string Noun { get; }

    /// <summary>The same type under a name of its own.</summary>
    public DefType Named() => (DefType)MemberwiseClone();

    /// <summary>Sum of sizes, which stays below an overflow.</summary>
    protected static int Add(int size, int more) => Math.Min(size + more, ComponentLimits.TypeSize + 1);
}

/// <summary>
/// A resource: every definition, and every instantiation of what defines one, makes another (Explainer.md, type checking). Where only its
/// existence is known, as of an import, it is an abstract one.
/// </summary>
internal sealed class Resource
{
    /// <summary>For messages only: what an import or export calls it.</summary>
    public string? Name { get; set; }
}

/// <summary>A resource type as it is named in one place; the resource is what counts.</summary>
internal sealed class ResourceType : DefType
{
    public ResourceType(Resource resource) => (Resource, HasResources) = (resource, true);
    public Resource Resource { get; }
    public override string Noun => "resource";
}

/// <summary>The type of a core module; Imports by both names, in the module's order.</summary>
internal sealed class ModuleType : DefType
{
    public ModuleType(OrderedDictionary<(string Module, string Name), CoreEntity> imports, Dictionary<string, CoreEntity> exports)
    {
        (Imports, Exports) = (imports, exports);
        Size = Math.Min(1 + imports.Count + exports.Count, ComponentLimits.TypeSize);
    }

    public OrderedDictionary<(string Module, string Name), CoreEntity> Imports { get; }
    public Dictionary<string, CoreEntity> Exports { get; }
    public override string Noun => "module";
}

/// <summary>The type of a function between components.</summary>
internal sealed class FuncType : DefType
{
    public FuncType((string Name, WitType Type)[] parameters, WitType? result, bool isAsync)
    {
        (Parameters, Result, IsAsync) = (parameters, result, isAsync);
        foreach (var (_, type) in parameters)
        {
            Size = Add(Size, type.Size);
            Depth = Math.Max(Depth, type.Depth + 1);
            HasResources |= type.HasResources;
        }
        if (result is null) return;
        Size = Add(Size, result.Size);
        Depth = Math.Max(Depth, result.Depth + 1);
        HasResources |= result.HasResources;
    }

    public (string Name, WitType Type)[] Parameters { get; }
    public WitType? Result { get; }
    public bool IsAsync { get; }
    public override string Noun => "func";
}

/// <summary>
/// The type of an instance. Abstract are the resources that a written type introduces with <c>(sub resource)</c>: each use of the type makes
/// them anew; the type of an instance that exists has none. Exported tells where resources are exported: indices of exports, from the outside in.
/// </summary>
internal sealed class InstanceType : DefType
{
    public InstanceType(OrderedDictionary<string, Entity> exports, IReadOnlyList<Resource> abstractResources, Dictionary<Resource, int[]> exported)
    {
        (Exports, Abstract, Exported) = (exports, abstractResources, exported);
        (Size, Depth, HasResources) = Entity.Measure(exports);
    }

    public OrderedDictionary<string, Entity> Exports { get; }
    public IReadOnlyList<Resource> Abstract { get; }
    public Dictionary<Resource, int[]> Exported { get; }
    public override string Noun => "instance";
}

/// <summary>The type of a component. Imported and Defined are the resources that it is abstract in, with the paths at which they come and go.</summary>
internal sealed class ComponentType : DefType
{
    public ComponentType(OrderedDictionary<string, Entity> imports, OrderedDictionary<string, Entity> exports,
        (Resource Resource, int[] Path)[] imported, (Resource Resource, int[] Path)[] defined, Dictionary<Resource, int[]> exported)
    {
        (Imports, Exports, Imported, Defined, Exported) = (imports, exports, imported, defined, exported);
        var (importSize, importDepth, importResources) = Entity.Measure(imports);
        var (exportSize, exportDepth, exportResources) = Entity.Measure(exports);
        Size = Add(importSize, exportSize);
        Depth = Math.Max(importDepth, exportDepth);
        HasResources = importResources || exportResources;
    }

    public OrderedDictionary<string, Entity> Imports { get; }
    public OrderedDictionary<string, Entity> Exports { get; }
    public (Resource Resource, int[] Path)[] Imported { get; }
    public (Resource Resource, int[] Path)[] Defined { get; }
    public Dictionary<Resource, int[]> Exported { get; }
    public override string Noun => "component";
}
