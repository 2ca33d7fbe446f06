using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Tests.Spec;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Components;

/// <summary>
/// The decoder and the validator on every component of the component model's suite: valid ones pass, malformed and invalid ones are refused.
/// That includes those of WASI 0.3, which are validated although nothing runs them. Commands that run something are counted as skipped.
/// </summary>
public sealed class ComponentFrontEndSpecTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow("component-spec/");

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Components_are_accepted_or_refused_as_the_script_says(string script)
    {
        var archive = SpecArchive.Open(SpecArchive.Components);
        var tally = new SpecTally(script);
        foreach (var command in archive.ReadCommands(script))
        {
            if (command.Filename is null) tally.Skip("execution");
            else if (command.IsText) tally.Skip("the text format of components");
            else Check(command, archive.ReadModule(script, command.Filename), tally);
        }
        output.WriteLine(tally.ToString());
        Assert.True(tally.Failures.Count == 0, string.Join('\n', tally.Failures.Prepend(tally.ToString())));
    }

    private static void Check(SpecCommand command, byte[] component, SpecTally tally)
    {
        var mustFail = command.Type is "assert_malformed" or "assert_invalid";
        try
        {
            ComponentValidator.Validate(ComponentDecoder.Decode(component));
            if (mustFail) tally.Fail(command, $"{command.Filename} was accepted, expected: {command.Expectation}");
            else tally.Pass();
        }
        catch (WasmModuleException e) when (e is WasmMalformedException or WasmInvalidException)
        {
            if (!mustFail) tally.Fail(command, $"{command.Filename} was refused: {e.Message}");
            else if (e.Offset < 0 || e.Offset > component.Length) tally.Fail(command, $"no offset in the file: {e.Message}");
            else tally.Pass();
        }
    }
}
