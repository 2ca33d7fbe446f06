using System.Buffers.Binary;
using Iced.Intel;
using Microlight.Machine;

namespace Microlight.Wasm.Execution;

/// <summary>
/// Tells the two reasons for #DE apart (Intel SDM vol. 2, DIV and IDIV): the divisor is zero, or the quotient does not fit, which from
/// compiled Wasm means the smallest number divided by −1.
/// </summary>
internal static class DivideError
{
    public static WasmTrapKind Classify(GuestTrap trap, Sandbox sandbox)
    {
        if (trap.InstructionBytes.IsEmpty) return WasmTrapKind.Unknown;
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(trap.InstructionBytes.ToArray()));
        decoder.IP = trap.InstructionPointer;
        decoder.Decode(out var instruction);
        if (instruction.Mnemonic is not (Mnemonic.Div or Mnemonic.Idiv)) return WasmTrapKind.Unknown;
        var registers = trap.Registers;
        ulong? divisor = instruction.Op0Kind switch
        {
            OpKind.Register => GuestRegisterReader.Read(registers, instruction.Op0Register),
            OpKind.Memory => ReadMemory(instruction, registers, sandbox),
            _ => null,
        };
        return divisor switch
        {
            null => WasmTrapKind.Unknown,
            0 => WasmTrapKind.IntegerDivideByZero,
            _ => WasmTrapKind.IntegerOverflow,
        };
    }

    private static ulong? ReadMemory(in Instruction instruction, GuestRegisters registers, Sandbox sandbox)
    {
        if (!instruction.TryGetVirtualAddress(0, 0, out var address, (Register register, int _, int _, out ulong value) =>
            {
                value = GuestRegisterReader.Read(registers, register);
                return true;
            }))
            return null;
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        var size = instruction.MemorySize.GetSize();
        return size is > 0 and <= 8 && sandbox.TryRead(address, bytes[..size]) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : null;
    }
}
