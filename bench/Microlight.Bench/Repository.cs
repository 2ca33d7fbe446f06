namespace Microlight.Bench;

/// <summary>Where the repository is: the folder above the running program that holds Microlight.slnx.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Microlight.slnx"))) return directory.FullName;
        throw new InvalidOperationException("The benchmarks run from a checkout of the repository.");
    }
}
