using System.Diagnostics;
using System.Globalization;
using Microlight.Wasm;

namespace Microlight.Bench.Compile;

/// <summary>
/// The process that compiles one module, once per line on standard input, so that memory is that of this module alone. It answers each with
/// three words: nanoseconds, this process's peak resident KiB, and the code generator's.
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
            var begin = Stopwatch.GetTimestamp();
            WasmCompiler.Compile(wasm);
            var nanoseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds * 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0} {ChildMemory.PeakOf("self")} {children.Peak()}"));
        }
    }
}
