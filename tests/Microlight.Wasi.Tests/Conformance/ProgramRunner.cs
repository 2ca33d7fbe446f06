using System.Text;
using Microlight.Wasi.Cli;
using Microlight.Wasi.Filesystem;
using Microlight.Wasm;

namespace Microlight.Wasi.Tests.Conformance;

/// <summary>How a program ended and what it said.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);

/// <summary>Runs a command module in a VM through the library.</summary>
internal static class ProgramRunner
{
    /// <summary>Compiled programs stay with the build's output, for the next run of the tests.</summary>
    private static readonly WasmCache Cache = new(Path.Combine(AppContext.BaseDirectory, "wasm-cache"));

    public static ProgramResult Run(byte[] wasm, string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment,
        IEnumerable<PreopenedDirectory> directories, byte[] input)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var context = new WasiContext(new WasiOptions
        {
            Arguments = [name, .. arguments],
            Environment = environment,
            PreopenedDirectories = [.. directories],
            StandardInput = WasiInput.FromBytes(input),
            StandardOutput = WasiOutput.FromStream(output),
            StandardError = WasiOutput.FromStream(error),
        });
        using var image = Cache.GetOrCompile(wasm, name);
        var exitCode = 0;
        try
        {
            using var instance = Create(image, new SandboxOptions
            {
                HostFunctions = new HostFunctions().AddWasiPreview1(context),
                CallTimeout = TimeSpan.FromMinutes(2),
            });
            instance.Invoke("_start", []);
        }
        catch (GuestExitException exit)
        {
            exitCode = exit.ExitCode;
        }
        catch (GuestTrapException trap)
        {
            Assert.Fail($"{name} trapped: {trap.Message}\n{Encoding.UTF8.GetString(error.ToArray())}");
        }
        return new ProgramResult(exitCode, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    private static WasmInstance Create(GuestImage image, SandboxOptions options)
    {
        try
        {
            return WasmInstance.Create(image, options);
        }
        catch (HypervisorUnavailableException exception)
        {
            Skip.If(true, exception.Message);
            throw;
        }
    }
}
