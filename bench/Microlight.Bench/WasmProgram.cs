using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microlight.Wasi;
using Microlight.Wasi.Cli;
using Microlight.Wasm;

namespace Microlight.Bench;

/// <summary>
/// A compiled program to be run again and again, each time in a new sandbox, timed between its calls of <c>bench.start</c> and
/// <c>bench.end</c>, or from start to end if it makes none.
/// </summary>
internal sealed class WasmProgram : IDisposable
{
    private readonly GuestImage _image;
    private readonly byte[] _input;
    private readonly string[] _arguments;

    public WasmProgram(BenchmarkProgram program)
    {
        _arguments = program.Arguments;
        _input = program.InputPath is { } input ? File.ReadAllBytes(input) : [];
        _image = GuestImage.FromBytes(WasmCompiler.Compile(File.ReadAllBytes(program.WasmPath)), program.Name);
    }

    public ProgramRun Run()
    {
        long started = 0, measured = 0;
        string? result = null;
        using var output = new MemoryStream();
        using var wasi = new WasiContext(new WasiOptions
        {
            Arguments = ["program", .. _arguments],
            StandardInput = WasiInput.FromBytes(_input),
            StandardOutput = WasiOutput.FromStream(output),
        });
        var functions = new HostFunctions().AddWasiPreview1(wasi)
            .Add(("bench", "start"), () => { started = Stopwatch.GetTimestamp(); })
            .Add(("bench", "end"), () => { measured += Stopwatch.GetTimestamp() - started; })
            .Add(("bench", "result"), (long value) => { result = value.ToString("x16", CultureInfo.InvariantCulture); });
        using var instance = WasmInstance.Create(_image, new SandboxOptions { HostFunctions = functions });
        var begin = Stopwatch.GetTimestamp();
        try
        {
            instance.Invoke("_start", []);
        }
        catch (GuestExitException exit) when (exit.ExitCode == 0)
        {
            // The program's way to say that it is done.
        }
        var whole = Stopwatch.GetTimestamp() - begin;
        return new ProgramRun((measured > 0 ? measured : whole) * 1e9 / Stopwatch.Frequency, result ?? Convert.ToHexStringLower(SHA256.HashData(output.ToArray())));
    }

    public void Dispose() => _image.Dispose();
}
