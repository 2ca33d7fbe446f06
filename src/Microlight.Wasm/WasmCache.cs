namespace Microlight.Wasm;

/// <summary>Compiled images on disk, keyed by the module's content, the compiler's version and the CPU's features.</summary>
public sealed class WasmCache(string directory)
{
    public string Directory { get; } = directory;
    /// <summary>$XDG_CACHE_HOME/microlight or ~/.cache/microlight.</summary>
    public static WasmCache Default => throw new NotImplementedException();
    public GuestImage GetOrCompile(ReadOnlyMemory<byte> wasm, string name, WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
