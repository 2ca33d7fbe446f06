using System.Globalization;
using Microlight.Wasm.Cil;

namespace Microlight.Wasm.Compilation;

/// <summary>Runs ilc on a CIL assembly in a private temporary directory and returns the object file.</summary>
internal sealed class CodeGenerator(CodeGeneratorFiles files)
{
    /// <param name="outcome">Succeeded, or which limit was hit; any other failure is an exception.</param>
    /// <returns>The object file, empty unless it succeeded.</returns>
    /// <exception cref="WasmCompilationException">The generator cannot be started or reports an error.</exception>
    public byte[] Generate(ReadOnlyMemory<byte> assembly, InstructionSet instructionSet, int? maximumTrackedLocals, WasmCompilerOptions options,
        Action<TimeSpan>? watch, out ChildOutcome outcome, CancellationToken cancellationToken)
    {
        // mkdtemp(3): mode 0700 and a name that nobody can foresee.
        var directory = Directory.CreateTempSubdirectory("microlight-").FullName;
        try
        {
            var input = Path.Combine(directory, RuntimeContract.ProgramAssembly + ".dll");
            var output = Path.Combine(directory, RuntimeContract.ProgramAssembly + ".o");
            File.WriteAllBytes(input, assembly.Span);
            var arguments = new List<string>
            {
                input, "-r", files.SystemAssembly, "-r", files.RuntimeAssembly,
                "--systemmodule:" + RuntimeContract.SystemAssembly,
                "-o", output, "--nativelib", "-O", "--Ot", "--noscan",
                "--instruction-set:" + instructionSet.Name(),
                string.Create(CultureInfo.InvariantCulture, $"--parallelism:{(options.Parallelism > 0 ? options.Parallelism : Environment.ProcessorCount)}"),
            };
            // A call in tail position is a call: endless recursion is to exhaust the stack, not to loop (the suite's assert_exhaustion).
            arguments.Add("--codegenopt:TailCallOpt=0");
            // Options of the JIT are hexadecimal.
            if (maximumTrackedLocals is { } locals) arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--codegenopt:JitMaxLocalsToTrack={locals:X}"));

            // Nothing of the host's environment reaches the generator: the same input gives the same object everywhere.
            var environment = new Dictionary<string, string> { ["TMPDIR"] = directory, ["DOTNET_gcConcurrent"] = "0", ["LC_ALL"] = "C" };
            ChildResult result;
            try
            {
                result = ChildProcess.Run(files.Generator, arguments, environment, directory, options.TimeLimit, options.MemoryLimit, watch, cancellationToken);
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
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string FirstLine(string output)
    {
        var line = output.Split('\n').FirstOrDefault(l => l.Trim().Length > 0);
        return line is null ? "" : ": " + line.Trim().TrimEnd('.');
    }
}
