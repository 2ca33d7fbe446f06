using System.Diagnostics;

namespace Microlight.Bench;

/// <summary>What a package.json of bench names, fetched by npm into a folder that git ignores.</summary>
internal static class NpmPackages
{
    /// <summary>The folder that has node_modules. Nothing is fetched if what is there was made for the same package.json.</summary>
    /// <param name="source">The folder of bench with the package.json.</param>
    /// <param name="name">The folder's name below artifacts.</param>
    /// <param name="proof">What there is below node_modules, a file or a folder, if all went well.</param>
    /// <exception cref="InvalidOperationException">npm could not install it.</exception>
    public static string Install(string source, string name, string proof)
    {
        var wanted = Path.Combine(Repository.Root, "bench", source, "package.json");
        var folder = Path.Combine(Repository.Root, "artifacts", name);
        var expected = Path.Combine(folder, "node_modules", proof);
        var copy = Path.Combine(folder, "package.json");
        if (Path.Exists(expected) && File.Exists(copy) && File.ReadAllText(copy) == File.ReadAllText(wanted)) return folder;
        Directory.CreateDirectory(folder);
        File.Copy(wanted, copy, overwrite: true);
        // Without scripts: the packages are data and JavaScript, executables included.
        var start = new ProcessStartInfo("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]) { RedirectStandardOutput = true };
        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        if (npm.ExitCode == 0 && Path.Exists(expected)) return folder;
        File.Delete(copy);
        throw new InvalidOperationException($"npm could not install what bench/{source}/package.json names; its message is above.");
    }
}
