namespace Microlight.WitBindings.Tests;

/// <summary>Bindings of WASI 0.2 as it is.</summary>
public sealed class WasiTests
{
    [Fact]
    public void All_of_WASI_compiles_without_a_warning()
    {
        var root = Path.Combine(Repository(), "src/Microlight.Wasi/Wit");
        var files = Directory.EnumerateFiles(root, "*.wit", SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(root, f), File.ReadAllText(f)));
        var result = Generation.Of(files, worlds: "wasi:cli/command,wasi:http/proxy", features: "clocks-timezone,network-error-code");
        if (Environment.GetEnvironmentVariable("DUMP") is { } dump) foreach (var t in result.Compilation.SyntaxTrees) File.WriteAllText(Path.Combine(dump, Path.GetFileName(t.FilePath)), t.ToString());
        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.CompilerDiagnostics);
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Microlight.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
