using Iced.Intel;

namespace Microlight.Machine;

/// <summary>Finds the address that an instruction faulted on where the hardware did not say, from its operands and the registers.</summary>
internal static class FaultDecoder
{
    /// <summary>
    /// The first address without memory that the instruction touches: the start of its access or, where that is committed, of the page
    /// after. Null if the instruction cannot be decoded or touches nothing of the kind.
    /// </summary>
    public static ulong? Find(SandboxMemory memory, in GuestRegisters registers, ReadOnlySpan<byte> instructionBytes)
    {
        if (instructionBytes.IsEmpty) return null;
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(instructionBytes.ToArray()));
        decoder.IP = registers.Rip;
        var instruction = decoder.Decode();
        if (instruction.IsInvalid) return null;
        var values = registers;
        foreach (var used in new InstructionInfoFactory().GetInfo(instruction).GetUsedMemory())
        {
            if (used.Access is OpAccess.None or OpAccess.NoMemAccess) continue;
            if (!used.TryGetVirtualAddress(0, out var address, (Register register, int _, int _, out ulong value) =>
                {
                    value = GuestRegisterReader.Read(values, register);
                    return true;
                }))
                continue;
            var bytes = (ulong)Math.Max(1, used.MemorySize.GetSize());
            if (!memory.IsCommitted(address)) return address;
            var lastPage = (address + bytes - 1) & ~(PageTables.SmallPage - 1);
            if (lastPage > address && !memory.IsCommitted(lastPage)) return lastPage;
        }
        return null;
    }
}
