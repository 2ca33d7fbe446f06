using System.Diagnostics;

namespace Microlight.Bench;

/// <summary>npm's @tars/rpc as bench/tars/package.json names it, fetched by npm into a folder that git ignores.</summary>
internal static class TarsPackage
{
    /// <summary>The folder that has node_modules.</summary>
    /// <exception cref="InvalidOperationException">npm could not install it.</exception>
    public static string Install()
    {
        var source = Path.Combine(Repository.Root, "bench", "tars", "package.json");
        var folder = Path.Combine(Repository.Root, "artifacts", "tars-node");
        var copy = Path.Combine(folder, "package.json");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "@tars", "rpc")) && File.Exists(copy) && File.ReadAllText(copy) == File.ReadAllText(source)) return folder;
        Directory.CreateDirectory(folder);
        File.Copy(source, copy, overwrite: true);
        // Without scripts: the packages are JavaScript alone.
        var start = new ProcessStartInfo("npm") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]) start.ArgumentList.Add(argument);
        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        if (npm.ExitCode == 0) return folder;
        File.Delete(copy);
        throw new InvalidOperationException("npm could not install what bench/tars/package.json names; its message is above.");
    }
}
