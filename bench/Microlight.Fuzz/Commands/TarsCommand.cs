using System.Diagnostics;
using Microlight.Fuzz.Frames;
using Microlight.Tars.Tests.Support;

namespace Microlight.Fuzz.Commands;

/// <summary>Fuzzes the server of TARS with mutated packets, one in a hundred through a connection; writes those that fail to artifacts/fuzz.</summary>
internal static class TarsCommand
{
    public static int Run(Arguments arguments)
    {
        var start = Stopwatch.GetTimestamp();
        var fuzzer = new FrameFuzzer(arguments.Seed, new TestServant());
        fuzzer.Run(arguments.Count);
        foreach (var (frame, i) in fuzzer.Failed.Select((f, i) => (f, i))) Console.WriteLine($"  {Result.Save(frame, $"tars-{arguments.Seed}-{i}.bin")}");
        fuzzer.Outcomes.Add(RunConnections(arguments).GetAwaiter().GetResult());
        return Result.Print("packets", arguments, start, fuzzer.Outcomes);
    }

    private static async Task<Outcomes> RunConnections(Arguments arguments)
    {
        await using var fuzzer = new ConnectionFuzzer(arguments.Seed);
        await fuzzer.RunAsync(arguments.Count / 100);
        return fuzzer.Outcomes;
    }
}
