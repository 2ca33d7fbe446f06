namespace Microlight.Wasi.Tests.Conformance;

/// <summary>The collection of programs and test suites beside the repository, too large to be in it.</summary>
internal static class SharedFiles
{
    /// <summary>Its directory, or null: <c>MICROLIGHT_SHARED</c>, or <c>../shared</c> seen from the repository.</summary>
    public static string? Root { get; } = Find();

    public static string? Find(string path) => Root is { } root && Path.Exists(Path.Combine(root, path)) ? Path.Combine(root, path) : null;

    public static string MissingReason(string path) => $"{path} is not there: set MICROLIGHT_SHARED to the directory that has it.";

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MICROLIGHT_SHARED") is { Length: > 0 } named) return named;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (!File.Exists(Path.Combine(directory.FullName, "Microlight.slnx"))) continue;
            var shared = Path.Combine(directory.FullName, "..", "shared");
            return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
        }
        return null;
    }
}
