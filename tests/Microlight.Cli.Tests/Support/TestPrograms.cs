namespace Microlight.Cli.Tests.Support;

/// <summary>The programs in this project's folder Programs.</summary>
internal static class TestPrograms
{
    public static string Hello => PathOf("hello.wasm");
    public static string Fs => PathOf("fs.wasm");
    public static string Compute => PathOf("compute.wasm");
    public static string AssemblyScript => PathOf("assemblyscript.wasm");
    public static string Listing => PathOf("listing.wasm");
    public static string Lines => PathOf("lines.wasm");
    public static string Traps => PathOf("traps.wasm");

    /// <summary>A component that is the servant of <see cref="TarsInterface"/>.</summary>
    public static string Servant => PathOf("servant.wasm");
    public static string TarsInterface => PathOf("hello.tars");

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Programs", name);
}
