using System.Text;
using Microlight.Wasi.Cli;
using Microlight.Wasi.Filesystem;
using Microlight.Wasm;
using Microlight.Wasm.Bindings;
using Microlight.Wasm.Components;
using Microlight.Wasm.Inspection;
using Wasi.Cli;

namespace Microlight.Wasi.Tests.Conformance;

/// <summary>How a program ended and what it said.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);

/// <summary>Runs a command, a module with WASI 0.1 or a component with WASI 0.2, in a VM through the library.</summary>
internal static class ProgramRunner
{
    /// <summary>Compiled programs stay with the build's output, for the next run of the tests.</summary>
    private static readonly WasmCache Cache = new(Path.Combine(AppContext.BaseDirectory, "wasm-cache"));

    public static ProgramResult Run(byte[] wasm, string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment,
        IEnumerable<PreopenedDirectory> directories, byte[] input)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var options = new WasiOptions
        {
            Arguments = [name, .. arguments],
            Environment = environment,
            PreopenedDirectories = [.. directories],
            StandardInput = WasiInput.FromBytes(input),
            StandardOutput = WasiOutput.FromStream(output),
            StandardError = WasiOutput.FromStream(error),
        };
        var image = Cache.GetOrCompile(wasm, name);
        var exitCode = 0;
        try
        {
            exitCode = WasmComponentInfo.IsComponent(wasm) ? RunComponent(image, options) : RunModule(image, options);
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

    private static readonly SandboxOptions Limits = new() { CallTimeout = TimeSpan.FromMinutes(2) };

    private static int RunModule(GuestImage image, WasiOptions options)
    {
        using var context = new WasiContext(options);
        using (image)
        using (var instance = Create(() => WasmInstance.Create(image, Limits with { HostFunctions = new HostFunctions().AddWasiPreview1(context) })))
            instance.Invoke("_start", []);
        return 0;
    }

    /// <summary>Runs a command component until it ends or is stopped.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunComponentAsync(byte[] wasm, string name, WasiOptions options, CancellationToken cancellationToken)
    {
        using var component = WasmComponent.FromImage(Cache.GetOrCompile(wasm, name));
        using var instance = Create(() => component.Instantiate(new ComponentImports().AddWasi(options), Limits));
        try
        {
            return (await new RunExports(new WitExports(instance)).RunAsync(cancellationToken)).IsOk ? 0 : 1;
        }
        catch (GuestExitException exit)
        {
            return exit.ExitCode;
        }
    }

    private static int RunComponent(GuestImage image, WasiOptions options)
    {
        using var component = WasmComponent.FromImage(image);
        using var instance = Create(() => component.Instantiate(new ComponentImports().AddWasi(options), Limits));
        return new RunExports(new WitExports(instance)).Run().IsOk ? 0 : 1;
    }

    private static T Create<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (HypervisorUnavailableException exception)
        {
            Skip.If(true, exception.Message);
            throw;
        }
    }
}
