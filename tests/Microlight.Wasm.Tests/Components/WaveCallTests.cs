using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Components.Worlds;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Calls as text: how functions are named, and what is said of those that are not there.</summary>
public sealed class WaveCallTests
{
    private static readonly Lazy<WitWorld> Rich = new(() =>
    {
        var component = ComponentValidator.Validate(ComponentDecoder.Decode(File.ReadAllBytes(SharedData.Require("fixtures/programs/c-rich/rich.component.wasm"))));
        return WorldReader.Read(WorldWriter.Write(component, ComponentLinker.Link(component)), "rich");
    });

    [SkippableTheory]
    [InlineData("run-host(\"box\")", "run-host")]
    [InlineData("add(1, 2)", "demo:rich/values@1.0.0#add")]
    [InlineData(" values.add ( 1, 2, ) // three", "demo:rich/values@1.0.0#add")]
    [InlineData("values#add(1, 2)", "demo:rich/values@1.0.0#add")]
    [InlineData("demo:rich/values.add(1, 2)", "demo:rich/values@1.0.0#add")]
    [InlineData("demo:rich/values@1.0.0#add(1, 2)", "demo:rich/values@1.0.0#add")]
    [InlineData("counters.[constructor]counter(3)", "demo:rich/counters@1.0.0#[constructor]counter")]
    [InlineData("maybe-double", "demo:rich/values@1.0.0#maybe-double")]
    [InlineData("maybe-double()", "demo:rich/values@1.0.0#maybe-double")]
    public void Functions_are_named_by_as_much_as_is_needed(string text, string path) => Assert.Equal(path, WaveCall.Parse(text, Rich.Value).Function.Path);

    [SkippableFact]
    public void Arguments_are_of_the_functions_types()
    {
        var call = WaveCall.Parse("values.birthday({name: \"Bob\", age: 41, tags: [\"a\"]})", Rich.Value);
        Assert.Equal(new WitValue.Record(("name", "Bob"), ("age", (byte)41), ("tags", new WitValue.List("a")), ("home", WitValue.Option.None)), Assert.Single(call.Arguments));
        Assert.Equal(WitValue.Option.None, Assert.Single(WaveCall.Parse("maybe-double()", Rich.Value).Arguments));
    }

    [SkippableTheory]
    [InlineData("values.nothing()", 1, 1, "no function 'values.nothing'")]
    [InlineData("add(1)", 1, 4, "'b' is missing")]
    [InlineData("add(1, 2, 3)", 1, 11, "takes 2 arguments")]
    [InlineData("add(1, 2) 3", 1, 11, "the text does not")]
    [InlineData("add(1,\n -2)", 2, 2, "-2 is no u32")]
    [InlineData("total([1])", 1, 8, "cannot be written as text")]
    public void Faults_have_a_place(string text, int line, int column, string message)
    {
        var fault = Assert.Throws<WaveException>(() => WaveCall.Parse(text, Rich.Value));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }
}
