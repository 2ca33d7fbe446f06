using Microlight.Machine.Process;

namespace Microlight.Tests.Processes;

/// <summary>Which instructions are port writes that a virtual machine would let through.</summary>
public class PortInstructionTests
{
    [Theory]
    [InlineData("e610", 0, 0x10, 2)]          // out 0x10, al
    [InlineData("e614ff", 0, 0x14, 2)]
    [InlineData("e710", 0, 0x10, 2)]          // out 0x10, eax: ports 0x10 to 0x13
    [InlineData("66e712", 0, 0x12, 3)]        // out 0x12, ax
    [InlineData("ee", 0x11, 0x11, 1)]         // out dx, al
    [InlineData("48ee", 0xffff_0011, 0x11, 2)] // a REX prefix means nothing here; of RDX the low half-word counts
    public void A_write_to_the_open_ports(string code, long rdx, int port, int length)
    {
        Assert.True(PortInstruction.TryDecode(Convert.FromHexString(code), (ulong)rdx, out var found, out var bytes));
        Assert.Equal((port, length), (found, bytes));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("e6", 0)]                     // cut off
    [InlineData("66", 0)]
    [InlineData("666666666666", 0)]
    [InlineData("e60f", 0)]
    [InlineData("e615", 0)]
    [InlineData("e680", 0)]                   // the monitor's
    [InlineData("e712", 0)]                   // reaches beyond 0x14
    [InlineData("66e714", 0)]
    [InlineData("ee", 0x110)]
    [InlineData("e410", 0)]                   // in al, 0x10
    [InlineData("ec", 0x10)]
    [InlineData("6e", 0x10)]                  // outsb
    [InlineData("f4", 0x10)]                  // hlt
    public void Anything_else(string code, long rdx) => Assert.False(PortInstruction.TryDecode(Convert.FromHexString(code), (ulong)rdx, out _, out _));
}
