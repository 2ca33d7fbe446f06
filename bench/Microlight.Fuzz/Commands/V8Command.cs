using System.Diagnostics;
using Microlight.Fuzz.Programs;

namespace Microlight.Fuzz.Commands;

/// <summary>Random modules, or those of the named files, here and in V8.</summary>
internal static class V8Command
{
    public static int Run(Arguments arguments)
    {
        var start = Stopwatch.GetTimestamp();
        if (arguments.Paths.Count > 0) return Result.Print("modules of files", arguments, start, V8Comparison.Run(arguments.Files("*.wasm")));
        var outcomes = V8Comparison.Run(arguments.Count, arguments.Seed, (done, so) =>
            Console.Error.Write($"\r{done:#,0} modules, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, {so.Failures.Count} failures "), arguments.Jobs);
        Console.Error.WriteLine();
        return Result.Print("generated modules", arguments, start, outcomes);
    }
}
