namespace Microlight.Wasm;

/// <summary>How a module is compiled.</summary>
public sealed record WasmCompilerOptions
{
    /// <summary>Most wall-clock time for the code generator, before the retry without optimisation and again for it.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(120);
    /// <summary>Most bytes of memory for the code generator.</summary>
    public long MemoryLimit { get; init; } = 4L << 30;
    /// <summary>Threads for the code generator; 0 for one per processor.</summary>
    public int Parallelism { get; init; }
}

/// <summary>A step of a compilation, for progress bars.</summary>
public readonly record struct CompileProgress(string Stage, double Fraction);

/// <summary>Turns core WebAssembly into a guest image.</summary>
public static class WasmCompiler
{
    /// <summary>Compiles one module whose function imports are host functions.</summary>
    public static byte[] Compile(ReadOnlyMemory<byte> wasm, WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}

/// <summary>Compiled images on disk, keyed by the module's content, the compiler's version and the CPU's features.</summary>
public sealed class WasmCache(string directory)
{
    public string Directory { get; } = directory;
    /// <summary>$XDG_CACHE_HOME/microlight or ~/.cache/microlight.</summary>
    public static WasmCache Default => throw new NotImplementedException();
    public GuestImage GetOrCompile(ReadOnlyMemory<byte> wasm, string name, WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}

/// <summary>An instantiated module in a sandbox of its own.</summary>
public sealed class WasmInstance : IDisposable
{
    /// <summary>Creates the sandbox and runs the module's initialisation (segments, start function).</summary>
    public static WasmInstance Create(GuestImage image, SandboxOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Sandbox Sandbox => throw new NotImplementedException();
    /// <summary>Names and signatures of the exported functions.</summary>
    public IReadOnlyList<GuestFunction> Exports => throw new NotImplementedException();
    /// <summary>Calls an export; traps are <see cref="WasmTrapException"/>.</summary>
    public GuestValue[] Invoke(string export, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    /// <summary>Back to the state before initialisation, then initialised again.</summary>
    public void Restore() => throw new NotImplementedException();
    public void Dispose() => throw new NotImplementedException();
}
