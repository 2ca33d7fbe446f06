using Iced.Intel;

namespace Microlight.Machine;

/// <summary>Puts assembled code into memory.</summary>
internal static class Code
{
    public static int Write(Assembler assembler, ulong address, Span<byte> memory)
    {
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        stream.GetBuffer().AsSpan(0, (int)stream.Length).CopyTo(memory);
        return (int)stream.Length;
    }
}
