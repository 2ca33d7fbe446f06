using System.Text.RegularExpressions;
using Microlight.Wasm;
using Microlight.Wasm.Compilation;

namespace Microlight.Guest.Build;

/// <summary>From assemblies to an image on disk.</summary>
internal static partial class GuestBuilder
{
    private const string SystemModule = "Microlight.Guest";

    /// <exception cref="BuildErrorException">An option is wrong, or the code generator hit a limit.</exception>
    /// <exception cref="WasmCompilationException">The code generator is missing or failed, or its object cannot be linked.</exception>
    public static void Build(BuildOptions options)
    {
        var job = new CodeGeneratorJob
        {
            Inputs = options.Assemblies,
            References = [],
            SystemModule = SystemModule,
            InstructionSet = InstructionSets.Parse(options.InstructionSet)
                ?? throw new BuildErrorException("MLG105", $"The property GuestInstructionSet is '{options.InstructionSet}'; it is x86-64-v2 or x86-64-v3."),
        };
        var code = Generate(job, out var outcome);
        if (outcome != ChildOutcome.Succeeded) throw new BuildErrorException("MLG106", "The code generator needs more time or memory than it may have.");
        var image = CSharpImage.Build(code, options.HeapMaximum, options.StackSize);
        // Whole or not at all: a build that is cut short leaves the old image.
        var temporary = options.Output + ".tmp";
        File.WriteAllBytes(temporary, image);
        File.Move(temporary, options.Output, overwrite: true);
    }

    private static byte[] Generate(CodeGeneratorJob job, out ChildOutcome outcome)
    {
        try
        {
            return new CodeGenerator(CodeGeneratorFiles.Locate()).Generate(job, out outcome, CancellationToken.None);
        }
        catch (WasmCompilationException e) when (FailedMethod().Match(e.Message) is { Success: true } method)
        {
            throw new BuildErrorException("MLG108", $"{method.Groups[1].Value} uses something of C# or .NET that guests do not have (docs/guests-csharp.md); the code generator found no more about it.");
        }
    }

    /// <summary>How ilc names a method that it could not compile: [assembly]Type.Method(parameters).</summary>
    [GeneratedRegex(@"Code generation failed for method '\[[^\]]*\](.+?)'\)")]
    private static partial Regex FailedMethod();
}
