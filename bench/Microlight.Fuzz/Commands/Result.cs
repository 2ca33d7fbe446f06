using System.Diagnostics;

namespace Microlight.Fuzz.Commands;

/// <summary>Prints what a fuzzer found.</summary>
internal static class Result
{
    public static int Print(string what, Arguments arguments, long start, Outcomes outcomes)
    {
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{arguments.Count:#,0} {what} (seed {arguments.Seed}) in {seconds:0.0} s, {arguments.Count / seconds:#,0} a second");
        foreach (var (outcome, number) in outcomes.Counts) Console.WriteLine($"  {outcome,-48} {number,12:#,0}");
        foreach (var failure in outcomes.Failures) Console.WriteLine($"  {failure}");
        return outcomes.Failures.Count == 0 ? 0 : 1;
    }

    public static string Save(byte[] input, string name)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine("artifacts", "fuzz")).FullName, name);
        File.WriteAllBytes(path, input);
        return path;
    }
}
