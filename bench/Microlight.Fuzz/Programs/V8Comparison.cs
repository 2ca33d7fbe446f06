using Microlight.Fuzz.Commands;

namespace Microlight.Fuzz.Programs;

/// <summary>
/// Runs random modules here and in V8 and compares what every call gives, which trap it ends with, and the state behind all calls. Module
/// number i has the seed <c>seed + i</c>; what differs is written to artifacts/fuzz.
/// </summary>
internal static class V8Comparison
{
    /// <summary>Modules of one image. Each has up to two memories, and an address space has room for a thousand.</summary>
    private const int BatchSize = 400;

    /// <param name="progress">Told how many modules are done.</param>
    /// <param name="workers">How many batches are compiled and run at once, each with a node process of its own; 0 for one a processor.</param>
    public static Outcomes Run(long count, int seed, Action<long, Outcomes>? progress = null, int workers = 0)
    {
        var outcomes = new Outcomes();
        var (next, done, sync) = (0L, 0L, new Lock());
        void Work()
        {
            using var v8 = new V8();
            while (true)
            {
                var first = Interlocked.Add(ref next, BatchSize) - BatchSize;
                if (first >= count) return;
                var modules = Enumerable.Range(0, (int)Math.Min(BatchSize, count - first)).Select(i => ModuleGenerator.Generate(seed + (int)first + i)).ToList();
                // Node runs the batch while it is compiled here.
                var theirs = Task.Run(() => modules.ToDictionary(m => m.Seed, v8.Run));
                var ours = new Outcomes();
                RunBatch(modules, theirs, ours);
                lock (sync)
                {
                    outcomes.Add(ours);
                    done += modules.Count;
                    progress?.Invoke(done, outcomes);
                }
            }
        }
        Task.WaitAll([.. Enumerable.Range(0, workers > 0 ? workers : Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning))]);
        return outcomes;
    }

    /// <summary>Compares modules that were kept, or changed to find what it is that differs. Their calls are the exports c0, c1 and so on.</summary>
    public static Outcomes Run(IEnumerable<string> files)
    {
        var outcomes = new Outcomes();
        using var v8 = new V8();
        foreach (var (i, file) in files.Index())
        {
            var bytes = File.ReadAllBytes(file);
            var names = CompiledBatch.Validate(bytes).Exports.Select(e => e.Name).ToHashSet();
            var module = new GeneratedModule(i, bytes, Enumerable.Range(0, names.Count).TakeWhile(c => names.Contains($"c{c}")).Count());
            RunBatch([module], Task.FromResult(new Dictionary<int, string[]> { [i] = v8.Run(module) }), outcomes);
        }
        return outcomes;
    }

    /// <summary>A batch that cannot be compiled or run as a whole is halved until the module that is the reason stands alone.</summary>
    private static void RunBatch(List<GeneratedModule> modules, Task<Dictionary<int, string[]>> theirs, Outcomes outcomes)
    {
        List<string[]> ours;
        try
        {
            using var batch = new CompiledBatch(modules);
            ours = [.. modules.Select((m, i) => batch.Run(i, m.Calls))];
        }
        catch (SandboxException exception)
        {
            if (modules.Count == 1)
            {
                Fail(modules[0], $"{exception.GetType().Name}: {exception.Message}", outcomes);
                return;
            }
            RunBatch(modules[..(modules.Count / 2)], theirs, outcomes);
            RunBatch(modules[(modules.Count / 2)..], theirs, outcomes);
            return;
        }
        for (var i = 0; i < modules.Count; i++) Compare(modules[i], ours[i], theirs.Result[modules[i].Seed], outcomes);
    }

    private static void Compare(GeneratedModule module, string[] ours, string[] theirs, Outcomes outcomes)
    {
        for (var i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
        {
            if (ours[i] == theirs[i]) continue;
            if (theirs.Contains("trapped memory") && IsUnusedLoad(module, theirs)) outcomes.Count("modules with a trap of an unused load that is missing (docs/wasm.md)");
            else Fail(module, $"c{i}: {ours[i]}, V8: {theirs[i]}", outcomes);
            return;
        }
        if (ours.Length != theirs.Length) Fail(module, $"{ours.Length} outcomes, V8: {theirs.Length}", outcomes);
        else foreach (var outcome in ours) outcomes.Count(outcome.StartsWith("returned", StringComparison.Ordinal) ? "calls that returned" : $"calls that {outcome}");
    }

    /// <summary>The departure that docs/wasm.md names: without optimisation, where no load is found to be unused, the same module does as V8 does.</summary>
    private static bool IsUnusedLoad(GeneratedModule module, string[] theirs)
    {
        using var batch = new CompiledBatch([module], optimized: false);
        return batch.Run(0, module.Calls).SequenceEqual(theirs);
    }

    private static void Fail(GeneratedModule module, string what, Outcomes outcomes) =>
        outcomes.Fail($"seed {module.Seed}: {what} ({Result.Save(module.Bytes, $"v8-{module.Seed}.wasm")})");
}
