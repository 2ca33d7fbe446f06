using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// A resource: every definition, and every instantiation of what defines one, makes another (Explainer.md, type checking). Where only its
/// existence is known, as of an import, it is an abstract one.
/// </summary>
internal sealed class Resource
{
    /// <summary>For messages only: what an import or export calls it.</summary>
    public string? Name { get; set; }

    /// <summary>Where the outermost component imports it, or exports it first: <c>interface#name</c>, or the name alone. Known when it is linked.</summary>
    public string? Path { get; set; }

    /// <summary>The host has it.</summary>
    public bool IsHost { get; set; }

    /// <summary>Its own name at the end of its path.</summary>
    public string Label => Path is null ? Name ?? "resource" : Path[(Path.LastIndexOf('#') + 1)..];
}

/// <summary>A resource type as it is named in one place; the resource is what counts.</summary>
internal sealed class ResourceType : DefType
{
    public ResourceType(Resource resource) => (Resource, HasResources) = (resource, true);
    public Resource Resource { get; }
    internal override string Noun => "resource";
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
    internal override string Noun => "module";
}

/// <summary>The type of a function between components.</summary>
internal sealed class FuncType : DefType
{
    public FuncType(WitField[] parameters, WitType? result, bool isAsync)
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

    public WitField[] Parameters { get; }
    public WitType? Result { get; }
    public bool IsAsync { get; }
    internal override string Noun => "func";
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
    internal override string Noun => "instance";
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
    internal override string Noun => "component";
}
