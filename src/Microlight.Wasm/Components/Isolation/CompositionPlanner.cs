using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Names;

namespace Microlight.Wasm.Components.Isolation;

/// <summary>
/// Takes a valid composition apart: a component without core code of its own, which instantiates others and connects what they import and export.
/// Goes through its definitions, and at every instantiation of another composition through those of that one; every other component that is
/// instantiated is a part. Parts come in the order in which they are instantiated, so that each is served by earlier ones only.
/// </summary>
/// <remarks>The composition must have been linked, which bounds how many instantiations there are.</remarks>
internal sealed class CompositionPlanner
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<CompositionPart> _parts = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private CompositionPlanner(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <param name="bytes">What the component was decoded from.</param>
    /// <returns>The parts, and what the composition exports.</returns>
    /// <exception cref="WasmUnsupportedException">It has core code of its own, or its parts are not complete without it.</exception>
    /// <exception cref="WasmLimitException">It has too many parts.</exception>
    public static (IReadOnlyList<CompositionPart> Parts, Bag Exports) Plan(ComponentBinary component, ReadOnlyMemory<byte> bytes)
    {
        if (CoreOf(component) is { } core) throw Refusal("it has core code of its own beside the components in it", core.Offset);
        var planner = new CompositionPlanner(bytes);
        var imports = component.Definitions.OfType<ImportDefinition>().ToDictionary(i => i.Name.Name, Source (i) => new Origin(Origin.Host, i.Name.Name), StringComparer.Ordinal);
        var exports = planner.Compose(component, null, imports, depth: 1);
        return (planner._parts, exports);
    }

    /// <summary>What makes a component more than a composition.</summary>
    private static Definition? CoreOf(ComponentBinary component) =>
        component.Definitions.FirstOrDefault(d => d is ModuleDefinition or CoreInstantiation or CoreInstanceOfExports or CanonDefinition or ComponentTypeDefinition { Type: ResourceSyntax });

    /// <summary>Recurses on compositions in one another, which are limited.</summary>
    private Bag Compose(ComponentBinary component, CompositionFrame? outer, IReadOnlyDictionary<string, Source> arguments, int depth)
    {
        if (depth > ComponentLimits.Nesting) throw new WasmLimitException($"Component instances are nested more than {ComponentLimits.Nesting} deep", component.Start);
        var frame = new CompositionFrame(outer, arguments, ComponentNames.Read(Slice(component).Span));
        foreach (var definition in component.Definitions) Add(frame, definition, depth);
        return new Bag(frame.Exports);
    }

    private void Add(CompositionFrame frame, Definition definition, int depth)
    {
        switch (definition)
        {
            case NestedComponentDefinition nested:
                var components = frame.Space(Sort.Component);
                components.Add(new NestedComponent(nested.Component, frame, (uint)components.Count));
                break;
            case Instantiation instantiation: frame.Space(Sort.Instance).Add(Instantiate(frame, instantiation, depth)); break;
            case InstanceOfExports bag: frame.Space(Sort.Instance).Add(new Bag(bag.Exports.ToDictionary(e => e.Name.Name, e => frame[e.Item], StringComparer.Ordinal))); break;
            case ExportAlias alias: frame.Space(alias.Sort).Add(frame.Space(Sort.Instance)[(int)alias.Instance].Export(alias.Name)); break;
            case OuterAlias { Sort: Sort.Component or Sort.Type } alias: frame.Space(alias.Sort).Add(Outer(frame, alias)); break;
            case OuterAlias { Sort: Sort.CoreModule } alias: throw Modules(alias.Offset);
            case ComponentTypeDefinition: frame.Space(Sort.Type).Add(PlainType.Instance); break;
            case ImportDefinition { Type.Sort: Sort.CoreModule } import: throw Modules(import.Offset);
            case ImportDefinition { Type.Sort: Sort.Component } import when frame.Arguments[import.Name.Name] is not NestedComponent:
                throw Refusal("it imports a component", import.Offset);
            case ImportDefinition import: frame.Space(import.Type.Sort).Add(frame.Arguments[import.Name.Name]); break;
            case ExportDefinition export:
                var item = frame[export.Item];
                frame.Space(export.Item.Sort).Add(item);
                frame.Exports.Add(export.Name.Name, item);
                break;
            // Core types say nothing.
            case OuterAlias or CoreTypeGroup or ModuleTypeDefinition: break;
            default: throw new InvalidOperationException();
        }
    }

    private Source Instantiate(CompositionFrame frame, Instantiation instantiation, int depth)
    {
        if (frame.Space(Sort.Component)[(int)instantiation.Component] is not NestedComponent nested)
            throw Refusal("it instantiates a component that another one exports", instantiation.Offset);
        var arguments = new Dictionary<string, Source>(StringComparer.Ordinal);
        foreach (var (name, item) in instantiation.Arguments)
        {
            if (item.Sort == Sort.CoreModule) throw Modules(instantiation.Offset);
            arguments.Add(name, frame[item]);
        }
        if (CoreOf(nested.Component) is null) return Compose(nested.Component, nested.Frame, arguments, depth + 1);
        if (arguments.Values.Any(a => a is NestedComponent)) throw Refusal("one of its components gets a component as an argument", instantiation.Offset);
        if (_parts.Count == ComponentLimits.IsolatedParts) throw new WasmLimitException($"The composition has more than {ComponentLimits.IsolatedParts} components to isolate", instantiation.Offset);
        _parts.Add(new CompositionPart(Name(frame, nested), nested.Component, arguments));
        return new Origin(_parts.Count - 1, "");
    }

    private static Source Outer(CompositionFrame frame, OuterAlias alias)
    {
        for (var i = 0u; i < alias.Count; i++) frame = frame.Outer!;
        return frame[new SortIndex(alias.Sort, alias.Index)];
    }

    /// <summary>As the file calls the instance or the component, else as the first interface that it exports; a number behind it if that is taken.</summary>
    private string Name(CompositionFrame frame, NestedComponent nested)
    {
        var name = frame.Names.Of(Sort.Instance, (uint)frame.Space(Sort.Instance).Count) ?? ComponentNames.Read(Slice(nested.Component).Span).Own
            ?? nested.Frame.Names.Of(Sort.Component, nested.Index) ?? FirstExport(nested.Component) ?? "component";
        var unique = name;
        for (var number = 2; !_names.Add(unique); number++) unique = $"{name}-{number}";
        return unique;
    }

    private static string? FirstExport(ComponentBinary component) => component.Definitions.OfType<ExportDefinition>().FirstOrDefault()?.Name.Name is { } name
        ? ExternName.TryParse(name, out _) is { Kind: ExternNameKind.Interface } parsed ? $"{parsed.Package}/{parsed.Label}" : name
        : null;

    private ReadOnlyMemory<byte> Slice(ComponentBinary component) => _bytes[component.Start..component.End];

    private static WasmUnsupportedException Modules(int offset) => Refusal("its components pass core modules to each other", offset);

    /// <param name="why">What keeps the components together, as a clause.</param>
    public static WasmUnsupportedException Refusal(string why, int offset) => new(ComponentFeature.Isolation, offset, $"The component cannot be taken apart into isolated ones: {why}");
}
