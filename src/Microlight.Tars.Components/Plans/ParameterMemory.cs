using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary>
/// The transfer memory of a call while its parameters are written: a few bytes of a packet may stand for many in memory (a structure whose
/// optional fields are absent), so what is taken is counted.
/// </summary>
/// <param name="memory">The memory.</param>
/// <param name="most">Bytes that strings and lists may take.</param>
internal sealed class ParameterMemory(TransferMemory memory, long most)
{
    private long _used;

    public TransferMemory Memory => memory;

    public void SetString(int address, ReadOnlySpan<byte> utf8)
    {
        Take(utf8.Length);
        memory.SetString(address, utf8);
    }

    public void SetBytes(int address, ReadOnlySpan<byte> bytes)
    {
        Take(bytes.Length);
        memory.SetBytes(address, bytes);
    }

    /// <summary>The address of the first element.</summary>
    public int SetList(int address, int count, MemoryLayout element)
    {
        Take(count * element.Size);
        return memory.SetList(address, count, (int)element.Size, element.Alignment);
    }

    private void Take(long bytes)
    {
        if ((_used += bytes) > most) throw new TarsDecodeException($"The parameters take more than the {most:#,0} bytes of memory that a call may have.");
    }
}
