using System.Diagnostics;
using System.Globalization;
using Microlight.Wasm;

namespace Microlight.Bench.Compile;

/// <summary>
/// The process that compiles one module, once per line on standard input, so that memory is that of this module alone. It answers each with
/// four words: nanoseconds, this process's peak resident KiB, the code generator's, and milliseconds of CPU time that both took.
/// </summary>
internal static class CompileWorker
{
    /// <summary>First argument of this program when it is to be such a process; the second is the module's path.</summary>
    public const string Argument = "--compile";

    public static void Run(string path)
    {
        var wasm = File.ReadAllBytes(path);
        while (Console.ReadLine() is not null)
        {
            using var children = new ChildMemory();
            var cpu = ProcessorTime();
            var begin = Stopwatch.GetTimestamp();
            WasmCompiler.Compile(wasm);
            var nanoseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds * 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0} {ChildMemory.PeakOf("self")} {children.Peak()} {ProcessorTime() - cpu:0}"));
        }
    }

    /// <summary>Milliseconds of this process and of its children that have ended: fields 14 to 17 of proc_pid_stat(5), in ticks of 10 ms.</summary>
    private static double ProcessorTime()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return 10 * fields[11..15].Sum(f => double.Parse(f, CultureInfo.InvariantCulture));
    }
}
