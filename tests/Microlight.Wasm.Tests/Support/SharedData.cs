namespace Microlight.Wasm.Tests.Support;

/// <summary>Finds test data that is too big for the repository: a folder <c>shared</c> beside it, or the one that MICROLIGHT_SHARED names.</summary>
internal static class SharedData
{
    /// <summary>The repository's root, null when the tests run somewhere else.</summary>
    public static string? RepositoryRoot { get; } = FindRoot();

    /// <summary>Path of a shared file or folder, or null if there is none.</summary>
    public static string? Find(string relative)
    {
        var shared = Environment.GetEnvironmentVariable("MICROLIGHT_SHARED");
        if (string.IsNullOrEmpty(shared)) shared = RepositoryRoot is null ? null : Path.Combine(RepositoryRoot, "..", "shared");
        if (shared is null) return null;
        var path = Path.GetFullPath(Path.Combine(shared, relative));
        return Path.Exists(path) ? path : null;
    }

    /// <summary>As <see cref="Find"/>, skipping the test with a reason where there is none.</summary>
    public static string Require(string relative)
    {
        var path = Find(relative);
        Skip.If(path is null, $"{relative} is not here: set MICROLIGHT_SHARED to the folder with the shared test data.");
        return path!;
    }

    private static string? FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Microlight.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
