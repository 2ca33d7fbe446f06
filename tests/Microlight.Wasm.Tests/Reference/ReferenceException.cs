namespace Microlight.Wasm.Tests.Reference;

/// <summary>A WebAssembly exception on its way through the interpreter: the program's number of its tag, and its values.</summary>
internal sealed class ReferenceException(int tag, ulong[] values) : Exception
{
    public int Tag { get; } = tag;
    public ulong[] Values { get; } = values;
}
