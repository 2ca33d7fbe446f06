using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Validation;

namespace Microlight.Wasm.Components.Linking;

/// <summary>
/// Instantiates a component graph ahead of time: goes through the definitions of the outermost component and of every component that is
/// instantiated, each time anew, and binds them to what they will be. What is imported from the outside is the host's.
/// </summary>
internal sealed partial class ComponentLinker
{
    private readonly WitTypes _types;
    private readonly List<CoreInstancePlan> _coreInstances = [];
    private readonly List<ComponentInstancePlan> _componentInstances = [];
    private readonly Dictionary<Resource, ResourcePlan> _resources = new(ReferenceEqualityComparer.Instance);
    private readonly OrderedDictionary<string, HostFunctionItem> _hostFunctions = new(StringComparer.Ordinal);
    private long _steps;

    private ComponentLinker(WitTypes types) => _types = types;

    /// <summary>Links a component whose imports are the host's.</summary>
    /// <exception cref="WasmLinkException">It instantiates a module or component that only the host could provide.</exception>
    /// <exception cref="WasmUnsupportedException">It exports, or core code calls, what cannot be run yet; the feature is named.</exception>
    /// <exception cref="WasmLimitException">It consists of too many instances, or they are nested too deep.</exception>
    public static ComponentGraph Link(ValidatedComponent component)
    {
        var linker = new ComponentLinker(component.Types);
        var imports = linker.HostItems(component.Type.Imports, []);
        var exports = linker.Instantiate(component.Binary, null, imports, parent: -1, depth: 1);
        var graphExports = linker.Exported(component.Type.Exports, exports);
        return new ComponentGraph
        {
            CoreInstances = linker._coreInstances,
            ComponentInstances = linker._componentInstances,
            HostFunctions = [.. linker._hostFunctions.Values],
            Resources = linker._resources,
            Exports = graphExports,
        };
    }

    /// <summary>What the host provides, from its type. Resources without an equal before them are its own.</summary>
    private Dictionary<string, LinkItem> HostItems(OrderedDictionary<string, Entity> imports, string[] path)
    {
        var items = new Dictionary<string, LinkItem>(imports.Count, StringComparer.Ordinal);
        foreach (var (name, entity) in imports)
        {
            string[] inner = [.. path, name];
            if (entity is { Sort: Sort.Type, Type: ResourceType resource }) _resources.TryAdd(resource.Resource, new ResourcePlan(-1, null, inner));
            items.Add(name, entity.Sort switch
            {
                Sort.Function => new HostFunctionItem((FuncType)entity.Type, inner),
                Sort.Type => new TypeItem(entity.Type),
                Sort.Instance => new InstanceItem(HostItems(((InstanceType)entity.Type).Exports, inner)),
                _ => new MissingItem(entity.Noun, name),
            });
        }
        return items;
    }

    /// <summary>Recurses on instantiations, which are limited.</summary>
    private Dictionary<string, LinkItem> Instantiate(ComponentBinary component, LinkFrame? outer, IReadOnlyDictionary<string, LinkItem> arguments, int parent, int depth)
    {
        if (depth > ComponentLimits.Nesting) throw new WasmLimitException($"Component instances are nested more than {ComponentLimits.Nesting} deep", component.Start);
        if (_componentInstances.Count == ComponentLimits.LinkedInstances)
            throw new WasmLimitException($"The component consists of more than {ComponentLimits.LinkedInstances:#,0} component instances", component.Start);
        var frame = new LinkFrame(_componentInstances.Count, outer, arguments);
        _componentInstances.Add(new ComponentInstancePlan(parent));
        foreach (var definition in component.Definitions)
        {
            if (++_steps > ComponentLimits.Work) throw new WasmLimitException($"To instantiate the component takes more than {ComponentLimits.Work:#,0} steps", definition.Offset);
            Add(frame, definition, depth);
        }
        return frame.Exports;
    }

    private void Add(LinkFrame frame, Definition definition, int depth)
    {
        switch (definition)
        {
            case ModuleDefinition module: frame.CoreModules.Add(new ModuleItem(module.Module)); break;
            case NestedComponentDefinition nested: frame.Components.Add(new ComponentItem(nested.Component, frame)); break;
            case CoreInstantiation instantiation: frame.CoreInstances.Add(Instantiate(frame, instantiation)); break;
            case CoreInstanceOfExports bag: frame.CoreInstances.Add(new CoreBagItem(bag.Exports.ToDictionary(e => e.Name, e => frame.Core(e.Item)))); break;
            case Instantiation instantiation: frame.Instances.Add(Instantiate(frame, instantiation, depth)); break;
            case InstanceOfExports bag: frame.Instances.Add(new InstanceItem(bag.Exports.ToDictionary(e => e.Name.Name, e => frame.Item(e.Item)))); break;
            case ExportAlias { Sort: <= Sort.CoreTag } alias: frame.CoreSpace(alias.Sort).Add(Export(frame.CoreInstances[(int)alias.Instance], (ExternalKind)alias.Sort, alias.Name)); break;
            case ExportAlias alias: frame.Add(alias.Sort, frame.Instances[(int)alias.Instance].Exports[alias.Name]); break;
            case OuterAlias alias: AddOuter(frame, alias); break;
            case ComponentTypeDefinition type: frame.Types.Add(Type(frame, type)); break;
            case CanonDefinition { Kind: CanonKind.Lift } canon: frame.Functions.Add(Lift(frame, canon)); break;
            case CanonDefinition canon: frame.CoreFunctions.Add(Canon(frame, canon)); break;
            case ImportDefinition import: frame.Add(import.Type.Sort, frame.Arguments[import.Name.Name]); break;
            case ExportDefinition export:
                var item = frame.Item(export.Item);
                frame.Add(export.Item.Sort, item);
                frame.Exports.Add(export.Name.Name, item);
                break;
            // Core types say nothing that the modules do not say themselves.
            case CoreTypeGroup or ModuleTypeDefinition: break;
            default: throw new InvalidOperationException();
        }
    }

    private ModuleInstanceItem Instantiate(LinkFrame frame, CoreInstantiation instantiation)
    {
        if (frame.CoreModules[(int)instantiation.Module] is not ModuleItem { Module: var module }) throw Missing(frame.CoreModules[(int)instantiation.Module]);
        if (_coreInstances.Count == ComponentLimits.LinkedInstances)
            throw new WasmLimitException($"The component consists of more than {ComponentLimits.LinkedInstances:#,0} core instances", instantiation.Offset);
        var arguments = instantiation.Arguments.ToDictionary(a => a.Name, a => frame.CoreInstances[(int)a.Instance]);
        _steps += module.Imports.Length;
        var imports = Array.ConvertAll(module.Imports, i => Export(arguments[i.Module], i.Kind, i.Name));
        foreach (var import in imports) Reach(import);
        _coreInstances.Add(new CoreInstancePlan(module, frame.Owner, imports));
        return new ModuleInstanceItem(_coreInstances.Count - 1);
    }

    private InstanceItem Instantiate(LinkFrame frame, Instantiation instantiation, int depth)
    {
        if (frame.Components[(int)instantiation.Component] is not ComponentItem component) throw Missing(frame.Components[(int)instantiation.Component]);
        var arguments = instantiation.Arguments.ToDictionary(a => a.Name, a => frame.Item(a.Item));
        return new InstanceItem(Instantiate(component.Component, component.Outer, arguments, frame.Owner, depth + 1));
    }

    private static CoreItem Export(CoreInstanceItem instance, ExternalKind kind, string name) => instance switch
    {
        CoreBagItem bag => bag.Exports[name],
        ModuleInstanceItem module => new CoreExport(module.Instance, kind, name),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Only modules, components and types can be had from outside; types without resources are the same for every instance.</summary>
    private static void AddOuter(LinkFrame frame, OuterAlias alias)
    {
        if (alias.Sort == Sort.CoreType) return;
        var outer = frame;
        for (var i = 0u; i < alias.Count; i++) outer = outer.Outer!;
        frame.Add(alias.Sort, outer.Item(new SortIndex(alias.Sort, alias.Index)));
    }

    /// <summary>Types of instances and components were for validation; at their index nothing is needed any more.</summary>
    private DefType Type(LinkFrame frame, ComponentTypeDefinition definition)
    {
        switch (definition.Type)
        {
            case ComponentSyntax or InstanceSyntax: return NoType.Instance;
            case ResourceSyntax syntax:
                var resource = new Resource();
                var destructor = syntax.Destructor is { } index ? frame.CoreFunctions[(int)index] : null;
                if (destructor is not null) Reach(destructor);
                _resources.Add(resource, new ResourcePlan(frame.Owner, destructor, []));
                return new ResourceType(resource);
            default: return new TypeBuilder(_types, frame.Types).Build(definition.Type, definition.Offset);
        }
    }

    private static WasmLinkException Missing(LinkItem item) => item is MissingItem missing
        ? new($"The component instantiates the {missing.Noun} {ModuleText.Quote(missing.Name)}, which it imports; a host provides functions and resources only.")
        : throw new InvalidOperationException();

    /// <summary>Stands for the type of an instance or component.</summary>
    private sealed class NoType : DefType
    {
        public static readonly NoType Instance = new();
        internal override string Noun => "type";
    }
}
