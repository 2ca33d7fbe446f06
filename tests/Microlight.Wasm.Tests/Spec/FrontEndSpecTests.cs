using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>
/// The decoder and the validator on every module of the suite: valid ones pass or need a feature that is not supported, malformed and
/// invalid ones are refused.
/// </summary>
public sealed class FrontEndSpecTests(ITestOutputHelper output)
{
    /// <summary>Valid only by what the custom descriptors proposal changes: casts of br_on_cast that are not downwards.</summary>
    private static readonly HashSet<string> ValidByProposal =
    [
        "spec/proposals/custom-descriptors/br_on_cast/br_on_cast.2.wasm", "spec/proposals/custom-descriptors/br_on_cast_fail/br_on_cast_fail.2.wasm",
    ];

    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow("spec/");

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Modules_are_accepted_or_refused_as_the_script_says(string script)
    {
        var archive = SpecArchive.Open();
        var tally = new SpecTally(script);
        foreach (var command in archive.ReadCommands(script))
        {
            if (command.Filename is null) continue;
            if (ValidByProposal.Contains($"{script}/{command.Filename}")) tally.Skip(WasmFeature.CustomDescriptors);
            else if (command.IsAboutCustomSections) tally.Skip("contents of custom sections");
            else Check(command, archive.ReadModule(script, command.Filename), tally);
        }
        output.WriteLine(tally.ToString());
        Assert.True(tally.Failures.Count == 0, string.Join('\n', tally.Failures.Prepend(tally.ToString())));
    }

    private static void Check(SpecCommand command, byte[] module, SpecTally tally)
    {
        var mustFail = command.Type is "assert_malformed" or "assert_invalid" or "assert_malformed_custom";
        if (command.IsReversed)
        {
            tally.Skip(SpecTally.Reversed);
            return;
        }
        try
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(command.IsText ? WasmText.Parse(module) : module));
            if (mustFail) tally.Fail(command, $"{command.Filename} was accepted, expected: {command.Expectation}");
            else tally.Pass();
        }
        catch (WasmUnsupportedException e)
        {
            tally.Skip(e.Feature);
        }
        catch (WasmModuleException e) when (e is WasmMalformedException or WasmInvalidException or WasmTextException)
        {
            if (mustFail) tally.Pass();
            else tally.Fail(command, $"{command.Filename} was refused: {e.Message}");
        }
    }
}
