using Microlight.Wasm.Compilation;

namespace Microlight.Guest.Build;

/// <summary>From assemblies to an image on disk.</summary>
internal static class GuestBuilder
{
    private const string SystemModule = "Microlight.Guest";

    /// <exception cref="BuildErrorException">An option is wrong, or the code generator hit a limit.</exception>
    /// <exception cref="Microlight.Wasm.WasmCompilationException">The code generator is missing or failed, or its object cannot be linked.</exception>
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
        var code = new CodeGenerator(CodeGeneratorFiles.Locate()).Generate(job, out var outcome, CancellationToken.None);
        if (outcome != ChildOutcome.Succeeded) throw new BuildErrorException("MLG106", "The code generator needs more time or memory than it may have.");
        var image = CSharpImage.Build(code, options.HeapMaximum, options.StackSize);
        // Whole or not at all: a build that is cut short leaves the old image.
        var temporary = options.Output + ".tmp";
        File.WriteAllBytes(temporary, image);
        File.Move(temporary, options.Output, overwrite: true);
    }
}
