namespace Microlight.Wasm;

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
