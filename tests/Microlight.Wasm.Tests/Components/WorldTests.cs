using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Components.Worlds;
using Microlight.Wasm.Tests.Spec;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>The section of an image that has a component's world: what is read is what was written, and nothing else is accepted.</summary>
public sealed class WorldTests
{
    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow("component-spec/linking", "component-spec/resources", "component-spec/validation", "component-spec/values");

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Worlds_of_the_suite_are_read_as_they_were_written(string script)
    {
        var archive = SpecArchive.Open(SpecArchive.Components);
        foreach (var command in archive.ReadCommands(script).Where(c => c.Type is "component" or "component_definition"))
        {
            var component = ComponentValidator.Validate(ComponentDecoder.Decode(archive.ReadModule(script, command.Filename!)));
            try
            {
                Check(component, ComponentLinker.Link(component));
            }
            catch (WasmUnsupportedException)
            {
                // Of WASI 0.3: there is no graph.
            }
        }
    }

    [SkippableTheory]
    [InlineData("c-rich/rich.component.wasm")]
    [InlineData("js-rich/rich-qjs.component.wasm")]
    [InlineData("rust-http/http.component.wasm")]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm")]
    public void Worlds_of_programs_are_read_as_they_were_written(string file) => Check(Read(file), out _);

    [SkippableFact]
    public void Types_functions_and_resources_have_their_names()
    {
        var world = Check(Read("c-rich/rich.component.wasm"), out _);
        var counters = world.Exports.Single(e => e.Name.StartsWith("demo:rich/counters", StringComparison.Ordinal));
        Assert.Contains("counter", counters.Resources);
        var constructor = counters.Functions["[constructor]counter"];
        Assert.Equal("func(start: s32) -> own<counter>", constructor.Signature);
        Assert.Equal($"{counters.Name}#[constructor]counter", constructor.Path);
        var handle = Assert.IsType<WitHandle>(constructor.Result);
        Assert.Equal(("counter", false), (handle.ResourceName, handle.IsBorrow));
        Assert.Equal($"{counters.Name}#counter", handle.Resource.Resource.Path);
        Assert.False(handle.Resource.Resource.IsHost);
    }

    [SkippableFact]
    public void Damaged_sections_are_refused_or_worlds()
    {
        Check(Read("c-rich/rich.component.wasm"), out var section);
        var random = new Random(1);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])section.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) Array.Resize(ref bytes, random.Next(1, bytes.Length));
            try
            {
                foreach (var function in WorldReader.Read(bytes, "image").ExportedFunctions) _ = function.Signature;
                read++;
            }
            catch (InvalidGuestImageException)
            {
                refused++;
            }
        }
        Assert.True(read > 100 && refused > 1000, $"{read} read, {refused} refused");
    }

    private static ValidatedComponent Read(string file) =>
        ComponentValidator.Validate(ComponentDecoder.Decode(File.ReadAllBytes(SharedData.Require($"fixtures/programs/{file}"))));

    private static WitWorld Check(ValidatedComponent component, out byte[] section)
    {
        var graph = ComponentLinker.Link(component);
        section = WorldWriter.Write(component, graph);
        return Check(component, graph);
    }

    /// <summary>Every function has the type that it had, down to layouts and the identity of resources.</summary>
    private static WitWorld Check(ValidatedComponent component, ComponentGraph graph)
    {
        var world = WorldReader.Read(WorldWriter.Write(component, graph), "image");
        var resources = new Dictionary<Resource, Resource>(ReferenceEqualityComparer.Instance);
        foreach (var host in graph.HostFunctions)
        {
            var function = world.FindImport(string.Join('#', host.Path[..^1]), host.Path[^1]);
            Same(host.Type, function);
        }
        var exports = 0;
        Compare(graph.Exports, "");
        Assert.Equal(exports, world.ExportedFunctions.Count());
        Assert.Equal(resources.Values.Distinct().Count(), resources.Count);
        return world;

        void Compare(IEnumerable<KeyValuePair<string, LinkItem>> items, string path)
        {
            foreach (var (name, item) in items)
            {
                if (item is InstanceItem instance) Compare(instance.Exports, $"{path}{name}#");
                if (item is not FunctionItem function) continue;
                exports++;
                Assert.True(world.TryGetExport(path + name, out var found));
                Same(function.Type, found);
            }
        }

        void Same(FuncType expected, WitFunction? actual)
        {
            Assert.NotNull(actual);
            Assert.Equal(expected.Parameters.Select(p => p.Name), actual.Parameters.Select(p => p.Name));
            for (var i = 0; i < actual.Parameters.Length; i++) SameType(expected.Parameters[i].Type, actual.Parameters[i].Type);
            Assert.Equal(expected.Result is null, actual.Result is null);
            if (actual.Result is not null) SameType(expected.Result!, actual.Result);
        }

        void SameType(WitType expected, WitType actual)
        {
            Assert.Equal(expected.GetType(), actual.GetType());
            Assert.Equal((expected.Layout, expected.Parts.Length), (actual.Layout, actual.Parts.Length));
            if (expected is WitHandle handle)
            {
                var resource = ((WitHandle)actual).Resource.Resource;
                if (resources.TryAdd(handle.Resource.Resource, resource)) Assert.Equal(graph.Resources[handle.Resource.Resource].IsHost, resource.IsHost);
                Assert.Same(resources[handle.Resource.Resource], resource);
            }
            else if (!expected.HasResources)
            {
                Assert.Equal(expected.ToString(), actual.ToString());
            }
            for (var i = 0; i < expected.Parts.Length; i++) SameType(expected.Parts[i], actual.Parts[i]);
        }
    }
}
