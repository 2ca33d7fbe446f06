namespace Microlight.Wasm;

/// <summary>The cache directory cannot be used; the message says why and what to do.</summary>
public sealed class WasmCacheException(string message, Exception? inner = null) : SandboxException(message, inner);
