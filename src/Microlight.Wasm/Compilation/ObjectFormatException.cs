namespace Microlight.Wasm.Compilation;

/// <summary>The code generator's object file is not what the linker understands: a bug of ours or another version of the generator.</summary>
internal sealed class ObjectFormatException(string message) : WasmCompilationException($"The code generator's object file cannot be linked: {message}.");
