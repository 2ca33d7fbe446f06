using System.Diagnostics;
using System.Globalization;

namespace Microlight.Bench;

/// <summary>A Node.js process that runs one program in V8 when told to (bench/wasm/v8.mjs).</summary>
internal sealed class V8Process : IDisposable
{
    private readonly Process _process;

    public V8Process(string node, BenchmarkProgram program, params string[] flags)
    {
        var start = new ProcessStartInfo(node) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] arguments = ["--no-warnings", .. flags, Path.Combine(Repository.Root, "bench", "wasm", "v8.mjs"), program.WasmPath];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add(program.InputPath ?? "/dev/null");
        foreach (var argument in program.Arguments) start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{node} did not start.");
        Version = ReadLine();
    }

    /// <summary>V8's and Node's versions.</summary>
    public string Version { get; }

    public ProgramRun Run()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        var words = ReadLine().Split(' ');
        return new ProgramRun(double.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
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
