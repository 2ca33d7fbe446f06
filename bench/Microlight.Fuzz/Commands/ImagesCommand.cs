using System.Diagnostics;
using Microlight.Fuzz.Images;

namespace Microlight.Fuzz.Commands;

/// <summary>Mutations of the named guest images; writes those that fail to artifacts/fuzz.</summary>
internal static class ImagesCommand
{
    public static int Run(Arguments arguments)
    {
        var files = arguments.Files("*.elf");
        if (files.Count == 0) files = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.elf")];
        if (files.Count == 0)
        {
            Console.Error.WriteLine("There is no seed: name guest images (.elf) or folders with some.");
            return 2;
        }
        var fuzzer = new ImageFuzzer([.. files.Select(File.ReadAllBytes)], arguments.Seed);
        var start = Stopwatch.GetTimestamp();
        fuzzer.Run(arguments.Count);
        for (var i = 0; i < fuzzer.Failed.Count; i++) Result.Save(fuzzer.Failed[i], $"image-{arguments.Seed}-{i}.elf");
        return Result.Print($"images mutated from {files.Count} seeds", arguments, start, fuzzer.Outcomes);
    }
}
