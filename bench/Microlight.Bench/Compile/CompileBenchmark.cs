namespace Microlight.Bench.Compile;

/// <summary>What it takes to compile modules of all sizes, and modules made to be slow, beside V8's optimising compiler.</summary>
internal sealed class CompileBenchmark : IBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public string Name => "compile";

    public string Method =>
        "For each module a process of Microlight and one of V8 (TurboFan for all functions, asynchronously: --no-liftoff --no-wasm-lazy-compilation) " +
        "compile it in turn, on all CPUs, from bytes to machine code, nothing cached. 'First' is the first time in a new process; the others are medians of the rounds after it. " +
        "CPU is the time of all threads of Microlight's processes, which others on the machine disturb less. Memory is the most that was resident, after the first time: of Microlight's process, of its code generator (ilc, a process of its own), of V8's. " +
        "suite: ten programs of bench/wasm/kernels linked into one. starlingmonkey: SpiderMonkey as a component's core module. " +
        "Hostile: 60,000 ifs in one function, 5,000 nested blocks, 1.5 MB of operations that each need the one before, 50,000 locals.";

    public IReadOnlyList<string> Parts => [.. CompileSubject.All.Select(s => s.Name)];

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        var node = NodePackage.Install();
        report.Row("module", "bytes", "first ms", "ms", "CPU ms", "V8 first ms", "V8 ms", "by V8", "MiB", "ilc MiB", "V8 MiB");
        var file = Path.GetTempFileName();
        try
        {
            foreach (var subject in CompileSubject.All.Where(s => parts.Contains(s.Name)))
            {
                if (subject.Read() is not { } wasm)
                {
                    report.Note($"{subject.Name} is left out: MICROLIGHT_SHARED names no folder that has it.");
                    continue;
                }
                File.WriteAllBytes(file, wasm);
                Measure(report, node, subject, file, wasm.Length);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Measure(Report report, string node, CompileSubject subject, string file, int bytes)
    {
        using var microlight = CompilerProcess.Microlight(file);
        using var v8 = CompilerProcess.V8(node, file);
        var runs = new (CompileRun? Microlight, CompileRun? V8)[subject.Rounds + 1];
        for (var round = 0; round < runs.Length; round++) runs[round] = (microlight.Run(Limit), v8.Run(Limit));
        var (ours, theirs) = (Median(runs.Select(r => r.Microlight?.Nanoseconds)), Median(runs.Select(r => r.V8?.Nanoseconds)));
        var (first, firstV8) = runs[0];
        report.Row(subject.Name, bytes.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
            Milliseconds(first?.Nanoseconds), Milliseconds(ours), Milliseconds(Median(runs.Select(r => r.Microlight?.CpuMilliseconds * 1e6))), Milliseconds(firstV8?.Nanoseconds), Milliseconds(theirs),
            ours is null || theirs is null ? "–" : Report.Number(ours.Value / theirs.Value),
            Mebibytes(first?.OwnKilobytes), Mebibytes(first?.ChildKilobytes), Mebibytes(firstV8?.OwnKilobytes));
        if (subject.Figure is { } figure && ours is { } nanoseconds)
        {
            report.Figure(figure, nanoseconds / 1e6);
            report.Figure(figure.Replace("-ms", "-mib", StringComparison.Ordinal), (first!.Value.OwnKilobytes + first.Value.ChildKilobytes) / 1024.0);
        }
        Console.Error.WriteLine($"{subject.Name}: {Milliseconds(ours)} ms, V8 {Milliseconds(theirs)} ms");
    }

    /// <summary>Of all but the first; null if one failed.</summary>
    private static double? Median(IEnumerable<double?> runs)
    {
        var times = runs.Skip(1).ToList();
        return times.Contains(null) ? null : times.Order().ElementAt(times.Count / 2);
    }

    private static string Milliseconds(double? nanoseconds) => nanoseconds is { } n ? Report.Number(n / 1e6, "0.0") : "failed";

    private static string Mebibytes(long? kilobytes) => kilobytes is { } k ? Report.Number(k / 1024.0, "0") : "–";
}
