using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>
/// Makes the program of a component: the state, the core modules in their order, before each the adapters that it imports and that are not there
/// yet, and at last the functions for the host (docs/components.md, "The host's edge").
/// </summary>
internal static class ComponentProgram
{
    /// <exception cref="WasmLinkException">An import that the host cannot provide.</exception>
    /// <exception cref="WasmLimitException">It has more, or larger, memories or tables than it may.</exception>
    public static LinkedProgram Link(ComponentGraph graph, WasmCompilerOptions options, IReadOnlyDictionary<string, byte[]>? notes = null)
    {
        var inputs = Inputs(graph).ConvertAll(i => i());
        return Linker.Link(inputs, options.MaximumMemory, options.FirstMemory, options.Heap, options.Limits.TableElements, notes);
    }

    /// <summary>The modules in order. Adapters are built at the end, as later ones may still ask for their functions.</summary>
    private static List<Func<LinkInput>> Inputs(ComponentGraph graph)
    {
        var writer = new AdapterWriter(graph);
        var inputs = new List<Func<LinkInput>> { () => StateModule.Build(graph.ComponentInstances.Count) };
        for (var i = 0; i < graph.CoreInstances.Count; i++)
        {
            var plan = graph.CoreInstances[i];
            var adapters = writer.Begin(inputs.Count);
            var imports = plan.Imports.Zip(plan.Module.Imports, (item, import) => writer.Bind(item, import.Kind == ExternalKind.Function ? plan.Module.FunctionTypeAt(import.FunctionTypeIndex) : null)).ToArray();
            if (!adapters.IsEmpty) inputs.Add(() => adapters.Build(isInternal: true));
            writer.Place(i, inputs.Count);
            inputs.Add(() => new LinkInput(plan.Module, imports) { IsInternal = true });
        }
        var edge = writer.Begin(inputs.Count);
        Export(writer, graph.Exports, "");
        inputs.Add(() => edge.Build(isInternal: false));
        return inputs;
    }

    private static void Export(AdapterWriter writer, IEnumerable<KeyValuePair<string, LinkItem>> exports, string path)
    {
        foreach (var (name, item) in exports)
        {
            switch (item)
            {
                case FunctionItem function: writer.Export(function, path + name); break;
                case TypeItem { Type: ResourceType resource }: writer.ExportDestructor(resource.Resource, path + HostEdge.DropPrefix + name); break;
                case InstanceItem instance: Export(writer, instance.Exports, $"{path}{name}#"); break;
            }
        }
    }
}
