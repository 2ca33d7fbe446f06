using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Tests.Spec;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Component graphs instantiated on paper: those of the suite, and those of the fixture programs.</summary>
public sealed class ComponentLinkerTests
{
    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow("component-spec/linking", "component-spec/resources", "component-spec/validation", "component-spec/values", "component-spec/binary");

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Every_valid_component_of_the_suite_links(string script)
    {
        var archive = SpecArchive.Open(SpecArchive.Components);
        foreach (var command in archive.ReadCommands(script).Where(c => c.Type is "component" or "component_definition"))
        {
            var component = ComponentValidator.Validate(ComponentDecoder.Decode(archive.ReadModule(script, command.Filename!)));
            Check(ComponentLinker.Link(component));
        }
    }

    [SkippableFact]
    public void What_is_asynchronous_is_refused_by_name()
    {
        var archive = SpecArchive.Open(SpecArchive.Components);
        var component = ComponentValidator.Validate(ComponentDecoder.Decode(archive.ReadModule("component-spec/async/cancel-stream", "cancel-stream.0.wasm")));
        var refusal = Assert.Throws<WasmUnsupportedException>(() => ComponentLinker.Link(component));
        Assert.Contains("WASI 0.3", refusal.Feature);
    }

    [SkippableTheory]
    [InlineData("c-hello/hello-p2.component.wasm", "wasi:cli/run@")]
    [InlineData("rust-http/http.component.wasm", "wasi:http/incoming-handler@")]
    [InlineData("c-rich/rich.component.wasm", "demo:rich/values@")]
    [InlineData("js-rich/rich-qjs.component.wasm", "demo:rich/counters@")]
    public void Programs_link_and_ask_for_functions_of_the_host(string file, string export)
    {
        var component = ComponentValidator.Validate(ComponentDecoder.Decode(File.ReadAllBytes(SharedData.Require($"fixtures/programs/{file}"))));
        var graph = ComponentLinker.Link(component);
        Check(graph);
        Assert.NotEmpty(graph.HostFunctions);
        Assert.All(graph.HostFunctions, f => Assert.Contains(f.Path[0], component.Type.Imports.Keys));
        Assert.Contains(graph.Exports.Keys, name => name.StartsWith(export, StringComparison.Ordinal));
    }

    /// <summary>An instance of the same component twice has resources of its own each time.</summary>
    [SkippableFact]
    public void Resources_are_made_anew_by_every_instance()
    {
        var archive = SpecArchive.Open(SpecArchive.Components);
        var component = ComponentValidator.Validate(ComponentDecoder.Decode(archive.ReadModule("component-spec/resources/multiple-resources", "multiple-resources.0.wasm")));
        var graph = ComponentLinker.Link(component);
        var made = graph.CoreInstances.SelectMany(i => i.Imports).OfType<ResourceItem>().Where(i => i.Kind == CanonKind.ResourceNew).Select(i => i.Resource).Distinct().Count();
        Assert.Equal(graph.Resources.Values.Count(r => !r.IsHost), made);
        Assert.True(made > 1);
    }

    /// <summary>Everything that is bound exists: instances come before those that use them, and export what is asked for, of its kind.</summary>
    private static void Check(ComponentGraph graph)
    {
        for (var number = 0; number < graph.CoreInstances.Count; number++)
        {
            var instance = graph.CoreInstances[number];
            Assert.InRange(instance.Owner, 0, graph.ComponentInstances.Count - 1);
            Assert.Equal(instance.Module.Imports.Length, instance.Imports.Length);
            for (var i = 0; i < instance.Imports.Length; i++) CheckItem(graph, instance.Imports[i], instance.Module.Imports[i].Kind, number);
        }
        Assert.All(graph.ComponentInstances.Skip(1), i => Assert.True(i.Parent >= 0));
    }

    private static void CheckItem(ComponentGraph graph, CoreItem item, ExternalKind kind, int before)
    {
        switch (item)
        {
            case CoreExport export:
                Assert.InRange(export.Instance, 0, before - 1);
                Assert.Contains(graph.CoreInstances[export.Instance].Module.Exports, e => e.Name == export.Name && e.Kind == kind);
                break;
            case LowerItem lower:
                Assert.Equal(ExternalKind.Function, kind);
                if (lower.Context.Memory is { } memory) CheckItem(graph, memory, ExternalKind.Memory, before);
                if (lower.Context.Realloc is { } realloc) CheckItem(graph, realloc, ExternalKind.Function, before);
                if (lower.Callee is LiftedFunctionItem lifted) CheckItem(graph, lifted.Core, ExternalKind.Function, before);
                break;
            case BuiltinItem:
                Assert.Equal(ExternalKind.Function, kind);
                break;
            case ResourceItem resource:
                Assert.Equal(ExternalKind.Function, kind);
                Assert.Contains(resource.Resource, graph.Resources.Keys);
                break;
            default:
                Assert.Fail($"{item} is not bound.");
                break;
        }
    }
}
