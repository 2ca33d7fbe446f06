namespace Microlight.Wasm;

/// <summary>
/// A valid module could not be compiled: the code generator is missing, ran into its time or memory limit twice, or failed. The
/// message says which and what to do.
/// </summary>
public class WasmCompilationException(string message, Exception? inner = null) : SandboxException(message, inner);
