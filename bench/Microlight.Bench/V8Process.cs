using System.Diagnostics;
using System.Globalization;

namespace Microlight.Bench;

/// <summary>A Node.js process that runs one program in V8 when told to (bench/wasm/v8.mjs).</summary>
internal sealed class V8Process : IDisposable
{
    private readonly Process _process;

    public V8Process(string node, WasmProgram program, params string[] flags)
    {
        var start = new ProcessStartInfo(node) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] arguments = ["--no-warnings", .. flags, System.IO.Path.Combine(Repository.Root, "bench", "wasm", "v8.mjs"), program.Path];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (program.InputPath is { } input) start.ArgumentList.Add(input);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{node} did not start.");
        Version = ReadLine();
    }

    /// <summary>V8's and Node's versions.</summary>
    public string Version { get; }

    /// <summary>Nanoseconds of one run.</summary>
    public double Run()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        return double.Parse(ReadLine(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("The V8 process ended early; its message is on standard error.");
}
