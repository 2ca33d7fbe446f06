namespace Microlight.Wasm.Disassembly;

/// <summary>Machine code with a name.</summary>
/// <param name="Name">The module's name for the function, of its first export, or <c>func[index]</c>.</param>
/// <param name="Index">The function's index in the module, imports counted; null for what is not the module's own.</param>
/// <param name="Address">Guest address of the first byte.</param>
/// <param name="Size">Bytes.</param>
public sealed record CodeFunction(string Name, int? Index, ulong Address, ulong Size);
