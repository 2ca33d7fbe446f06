using System.Diagnostics;
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

    public WasmProgram(string path, string? inputPath)
    {
        Path = path;
        InputPath = inputPath;
        _input = inputPath is null ? [] : File.ReadAllBytes(inputPath);
        _image = GuestImage.FromBytes(WasmCompiler.Compile(File.ReadAllBytes(path)), Name);
    }

    public string Path { get; }
    public string? InputPath { get; }
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Nanoseconds of one run.</summary>
    public double Run()
    {
        long started = 0, measured = 0;
        using var wasi = new WasiContext(new WasiOptions { Arguments = ["program"], StandardInput = WasiInput.FromBytes(_input) });
        var signature = GuestSignature.TryParse(">")!;
        var functions = new HostFunctions().AddWasiPreview1(wasi)
            .Add(("bench", "start"), signature, (_, _, _) => started = Stopwatch.GetTimestamp())
            .Add(("bench", "end"), signature, (_, _, _) => measured += Stopwatch.GetTimestamp() - started);
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
        return (measured > 0 ? measured : whole) * 1e9 / Stopwatch.Frequency;
    }

    public void Dispose() => _image.Dispose();
}
