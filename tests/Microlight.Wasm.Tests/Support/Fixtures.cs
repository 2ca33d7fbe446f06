namespace Microlight.Wasm.Tests.Support;

/// <summary>Files of the folder Fixtures, beside the test assembly.</summary>
internal static class Fixtures
{
    /// <summary>Paths of the small modules from the conformance suite.</summary>
    public static IReadOnlyList<string> Modules { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "spec"), "*.wasm").Order(StringComparer.Ordinal)];

    /// <summary>Path of a component.</summary>
    public static string Component(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "components", $"{name}.wasm");
}
