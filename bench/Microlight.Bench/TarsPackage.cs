namespace Microlight.Bench;

/// <summary>npm's @tars/rpc as bench/tars/package.json names it.</summary>
internal static class TarsPackage
{
    /// <summary>The folder that has node_modules.</summary>
    /// <exception cref="InvalidOperationException">npm could not install it.</exception>
    public static string Install() => NpmPackages.Install("tars", "tars-node", "@tars/rpc");
}
