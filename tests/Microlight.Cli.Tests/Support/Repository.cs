namespace Microlight.Cli.Tests.Support;

/// <summary>The working copy that the tests were built in, and the test data beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Path of test data that is too big for the repository; skips the test where it is not there.</summary>
    public static string RequireShared(string relative)
    {
        var path = FindShared(relative);
        Skip.If(path is null, $"{relative} is not here: set MICROLIGHT_SHARED to the folder with the shared test data.");
        return path!;
    }

    public static string? FindShared(string relative)
    {
        var shared = Environment.GetEnvironmentVariable("MICROLIGHT_SHARED");
        if (string.IsNullOrEmpty(shared)) shared = Path.Combine(Root, "..", "shared");
        var path = Path.GetFullPath(Path.Combine(shared, relative));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Microlight.slnx"))) return directory.FullName;
        throw new InvalidOperationException("The tests run in a checkout of the repository.");
    }
}
