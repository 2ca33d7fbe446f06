using System.Diagnostics;
using System.Globalization;

namespace Microlight.Bench.Compile;

/// <summary>One compilation: how long it took, the most memory that was resident until then, and the CPU time of all threads (0 if unknown).</summary>
internal readonly record struct CompileRun(double Nanoseconds, long OwnKilobytes, long ChildKilobytes, double CpuMilliseconds);

/// <summary>A process that compiles one module whenever it is told to: <see cref="CompileWorker"/>, or V8 (bench/wasm/v8-compile.mjs).</summary>
internal sealed class CompilerProcess : IDisposable
{
    private readonly Process _process;

    private CompilerProcess(string file, params string[] arguments) =>
        _process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{file} did not start.");

    public static CompilerProcess Microlight(string module) => new("dotnet", typeof(CompilerProcess).Assembly.Location, CompileWorker.Argument, module);

    /// <summary>TurboFan for every function at once, as an optimised build of our kind is.</summary>
    public static CompilerProcess V8(string node, string module)
    {
        var process = new CompilerProcess(node, "--no-warnings", "--no-liftoff", "--no-wasm-lazy-compilation", Path.Combine(Repository.Root, "bench", "wasm", "v8-compile.mjs"), module);
        process.Version = process._process.StandardOutput.ReadLine();
        return process;
    }

    /// <summary>What compiles, if it says so.</summary>
    public string? Version { get; private set; }

    /// <returns>Null if it is not done in time or fails; the process is of no further use then.</returns>
    public CompileRun? Run(TimeSpan limit)
    {
        if (_process.HasExited) return null;
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLineAsync();
        if (!answer.Wait(limit) || answer.Result is not { } line)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            return null;
        }
        var words = Array.ConvertAll(line.Split(' '), w => double.Parse(w, CultureInfo.InvariantCulture));
        return new CompileRun(words[0], (long)words[1], (long)words[2], words.Length > 3 ? words[3] : 0);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
