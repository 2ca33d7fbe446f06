namespace Microlight.Machine.Process;

/// <summary>
/// Recognises the instruction behind a general-protection fault as a port write that a virtual machine would let through: OUT with an
/// immediate port or DX, 1 to 4 bytes (Intel SDM vol. 2, OUT), all of them among the ABI's ports.
/// </summary>
internal static class PortInstruction
{
    private const byte OperandSize = 0x66, RexFirst = 0x40, RexLast = 0x4f;

    /// <summary>The port and the instruction's length, or false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> code, ulong rdx, out byte port, out int length)
    {
        port = 0;
        length = 0;
        var at = 0;
        var isShort = false;
        while (at < code.Length && code[at] == OperandSize && at < 4)
        {
            isShort = true;
            at++;
        }
        if (at < code.Length && code[at] is >= RexFirst and <= RexLast) at++;
        if (at >= code.Length) return false;
        var opcode = code[at++];
        uint number;
        switch (opcode)
        {
            case 0xe6 or 0xe7 when at < code.Length:
                number = code[at++];
                break;
            case 0xee or 0xef:
                number = (ushort)rdx;
                break;
            default:
                return false;
        }
        var bytes = (opcode & 1) == 0 ? 1u : isShort ? 2u : 4u;
        if (number < Abi.Ports.First || number + bytes - 1 > Abi.Ports.Last) return false;
        port = (byte)number;
        length = at;
        return true;
    }
}
