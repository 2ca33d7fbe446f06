namespace Microlight.Bench;

/// <summary>A program of <c>bench/run wasm</c>.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="WasmPath">What Microlight and V8 run.</param>
/// <param name="InputPath">Its standard input, if it reads one.</param>
/// <param name="Arguments">What stands behind its name on its command line.</param>
/// <param name="SourcePath">Its source, if that is C in one file that a native compiler takes as well.</param>
internal sealed record BenchmarkProgram(string Name, string WasmPath, string? InputPath, string[] Arguments, string? SourcePath)
{
    /// <summary>Every kernel of bench/wasm/kernels by name, then the whole programs.</summary>
    public static IReadOnlyList<BenchmarkProgram> All { get; } = [.. Kernels(), Sample("quickjs", "qjs", "mixed.js"), Sample("sqlite", "sqlite", "queries.sql"), Sample("lua", "lua", "mixed.lua", "-")];

    private static IEnumerable<BenchmarkProgram> Kernels() =>
        from source in Directory.EnumerateFiles(Path.Combine(Repository.Root, "bench", "wasm", "kernels"), "*.c").Order(StringComparer.Ordinal)
        select new BenchmarkProgram(Path.GetFileNameWithoutExtension(source), Path.ChangeExtension(source, ".wasm"), null, [], source);

    private static BenchmarkProgram Sample(string folder, string name, string input, params string[] arguments) =>
        new(name, Path.Combine(Repository.Root, "samples", "programs", folder, name + ".wasm"), Path.Combine(Repository.Root, "bench", "wasm", "inputs", input), arguments, null);
}
