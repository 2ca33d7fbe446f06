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
    public static Outcomes Run(long count, int seed, Action<long, Outcomes>? progress = null)
    {
        var outcomes = new Outcomes();
        using var v8 = new V8();
        for (var done = 0L; done < count; done += BatchSize)
        {
            var modules = Enumerable.Range(0, (int)Math.Min(BatchSize, count - done)).Select(i => ModuleGenerator.Generate(seed + (int)done + i)).ToList();
            RunBatch(modules, v8, outcomes);
            progress?.Invoke(done + modules.Count, outcomes);
        }
        return outcomes;
    }

    /// <summary>A batch that cannot be compiled or run as a whole is halved until the module that is the reason stands alone.</summary>
    private static void RunBatch(List<GeneratedModule> modules, V8 v8, Outcomes outcomes)
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
            RunBatch(modules[..(modules.Count / 2)], v8, outcomes);
            RunBatch(modules[(modules.Count / 2)..], v8, outcomes);
            return;
        }
        for (var i = 0; i < modules.Count; i++) Compare(modules[i], ours[i], v8.Run(modules[i]), outcomes);
    }

    private static void Compare(GeneratedModule module, string[] ours, string[] theirs, Outcomes outcomes)
    {
        for (var i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
        {
            if (ours[i] == theirs[i]) continue;
            Fail(module, $"c{i}: {ours[i]}, V8: {theirs[i]}", outcomes);
            return;
        }
        if (ours.Length != theirs.Length) Fail(module, $"{ours.Length} outcomes, V8: {theirs.Length}", outcomes);
        else foreach (var outcome in ours) outcomes.Count(outcome.StartsWith("returned", StringComparison.Ordinal) ? "calls that returned" : $"calls that {outcome}");
    }

    private static void Fail(GeneratedModule module, string what, Outcomes outcomes) =>
        outcomes.Fail($"seed {module.Seed}: {what} ({Result.Save(module.Bytes, $"v8-{module.Seed}.wasm")})");
}
