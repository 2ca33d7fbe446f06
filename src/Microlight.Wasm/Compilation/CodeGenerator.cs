using System.Globalization;
using Microlight.Wasm.Cil;

namespace Microlight.Wasm.Compilation;

/// <summary>Runs ilc in a private temporary directory and returns the object file.</summary>
internal sealed class CodeGenerator(CodeGeneratorFiles files)
{
    /// <summary>Compiles the CIL of a WebAssembly program.</summary>
    /// <param name="outcome">Succeeded, or which limit was hit; any other failure is an exception.</param>
    /// <returns>The object file, empty unless it succeeded.</returns>
    /// <exception cref="WasmCompilationException">The generator cannot be started or reports an error.</exception>
    public byte[] Generate(CilAssembly assembly, InstructionSet instructionSet, WasmCompilerOptions options,
        Action<TimeSpan>? watch, out ChildOutcome outcome, CancellationToken cancellationToken)
    {
        var codegen = new List<string>
        {
            // A call in tail position is a call: endless recursion is to exhaust the stack, not to loop (the suite's assert_exhaustion).
            "--codegenopt:TailCallOpt=0",
            // Passes that take time and change next to nothing of what WebAssembly becomes (docs/compilation.md). The first also takes time
            // and memory with the square of a function's blocks: 5,000 of them within one another, 40 s and 5 GB.
            "--codegenopt:JitEnableCrossBlockLocalAssertionProp=0",
            "--codegenopt:JitEnablePostorderLocalAssertionProp=0",
            "--codegenopt:JitEnableInductionVariableOpts=0",
        };
        if (options.DebugInformation != DebugInformation.None) codegen.Add("-g");
        // Options of the JIT are hexadecimal.
        if (assembly.MaximumTrackedLocals is { } locals) codegen.Add(string.Create(CultureInfo.InvariantCulture, $"--codegenopt:JitMaxLocalsToTrack={locals:X}"));
        return InTemporaryDirectory((directory, out ended) =>
        {
            var input = Path.Combine(directory, RuntimeContract.ProgramAssembly + ".dll");
            File.WriteAllBytes(input, assembly.Image);
            if (options.DebugInformation != DebugInformation.None) File.WriteAllBytes(Path.Combine(directory, PositionWriter.FileName), assembly.Positions);
            return Run(new CodeGeneratorJob
            {
                Inputs = [input],
                References = [files.SystemAssembly, files.RuntimeAssembly],
                SystemModule = RuntimeContract.SystemAssembly,
                InstructionSet = instructionSet,
                Options = codegen,
                Parallelism = options.Parallelism,
                TimeLimit = options.TimeLimit,
                MemoryLimit = options.MemoryLimit,
            }, directory, watch, out ended, cancellationToken);
        }, out outcome);
    }

    /// <summary>Compiles assemblies.</summary>
    /// <inheritdoc cref="Generate(CilAssembly, InstructionSet, WasmCompilerOptions, Action{TimeSpan}?, out ChildOutcome, CancellationToken)"/>
    public byte[] Generate(CodeGeneratorJob job, out ChildOutcome outcome, CancellationToken cancellationToken) =>
        InTemporaryDirectory((directory, out ended) => Run(job, directory, null, out ended, cancellationToken), out outcome);

    private delegate byte[] Generation(string directory, out ChildOutcome outcome);

    private static byte[] InTemporaryDirectory(Generation generate, out ChildOutcome outcome)
    {
        // mkdtemp(3): mode 0700 and a name that nobody can foresee.
        var directory = Directory.CreateTempSubdirectory("microlight-").FullName;
        try
        {
            return generate(directory, out outcome);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private byte[] Run(CodeGeneratorJob job, string directory, Action<TimeSpan>? watch, out ChildOutcome outcome, CancellationToken cancellationToken)
    {
        var output = Path.Combine(directory, "program.o");
        var arguments = new List<string>(job.Inputs);
        foreach (var reference in job.References)
        {
            arguments.Add("-r");
            arguments.Add(reference);
        }
        arguments.AddRange(
        [
            "--systemmodule:" + job.SystemModule,
            "-o", output, "--nativelib", "-O", "--Ot", "--noscan",
            "--instruction-set:" + job.InstructionSet.Name(),
            string.Create(CultureInfo.InvariantCulture, $"--parallelism:{(job.Parallelism > 0 ? job.Parallelism : Environment.ProcessorCount)}"),
        ]);
        arguments.AddRange(job.Options);

        // Nothing of the host's environment reaches the generator: the same input gives the same object everywhere.
        var environment = new Dictionary<string, string>
        {
            ["TMPDIR"] = directory,
            ["LC_ALL"] = "C",
            // ilc asks for a server's garbage collector: one heap and one thread per processor, for the few megabytes that it keeps.
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
            // The JIT frees what a method took when it is done with it. Given back to the kernel each time, it is two thirds of all page faults.
            ["MALLOC_TRIM_THRESHOLD_"] = "67108864",
            ["MALLOC_TOP_PAD_"] = "1048576",
        };
        ChildResult result;
        try
        {
            result = ChildProcess.Run(files.Generator, arguments, environment, directory, job.TimeLimit, job.MemoryLimit, watch, cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new WasmCompilationException($"The code generator cannot be started: {e.Message}.", e);
        }
        outcome = result.Outcome;
        if (result.Outcome == ChildOutcome.Failed)
            throw new WasmCompilationException(result.ExitCode is 126 or 127
                ? $"The code generator {files.Generator} cannot be executed (is it marked executable for this user?)."
                : $"The code generator failed with exit code {result.ExitCode}{FirstLine(result.Output)}.");
        return result.Outcome == ChildOutcome.Succeeded ? File.ReadAllBytes(output) : [];
    }

    private static string FirstLine(string output)
    {
        var line = output.Split('\n').FirstOrDefault(l => l.Trim().Length > 0);
        return line is null ? "" : ": " + line.Trim().TrimEnd('.');
    }
}
