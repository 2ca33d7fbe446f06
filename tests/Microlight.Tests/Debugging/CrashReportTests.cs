using System.Security.Cryptography;

namespace Microlight.Tests.Debugging;

/// <summary>A trap's exception carries all that is to be known of the guest, without another exit.</summary>
public class CrashReportTests
{
    [SkippableFact]
    public void It_has_everything()
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        sandbox.Restore();
        var exception = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", 0));
        var report = exception.Report!;
        var trap = exception.Trap;
        Assert.Same(trap, report.Trap);
        Assert.Equal(exception.Message, report.Message);
        Assert.Equal("crash.elf", report.ImageName);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Guest.Read("crash"))), report.ImageHash);
        Assert.Equal(sandbox.Id, report.SandboxId);
        Assert.NotEqual(0UL, report.Generation);
        Assert.True(report.Code.Span[(int)(trap.InstructionPointer - report.CodeAddress)..].StartsWith(trap.InstructionBytes.Span));
        Assert.True(trap.Registers.Rsp - report.StackAddress < (ulong)report.Stack.Length);
        Assert.Equal(["r-x trampoline", "rw- mailbox", "rw- stack", "r-x image", "r-- image", "rw- image"],
            report.Memory.Where(range => range.Name != "memory 0").Select(range => $"{range.Access} {range.Name}"));
        Assert.Equal(new GuestMemoryRange(0x1_0000_0000, 64 << 10, "rw-", "memory 0"), report.Memory[0]);
        Assert.Equal(0x123000UL, trap.FaultAddress);
    }

    [SkippableFact]
    public void Its_text_can_be_read()
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        var report = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", 0)).Report!;
        var lines = report.ToString().Split('\n');
        Assert.Equal(report.Message, lines[0]);
        Assert.Contains(lines, line => line.StartsWith("image      crash.elf (sha256 ", StringComparison.Ordinal));
        Assert.Contains("cause      Exception, vector 14, error code 0x4, address 0x123000", lines);
        Assert.Contains(lines, line => line.StartsWith("  #0 ", StringComparison.Ordinal) && line.Contains(" inner+0x", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  #3 ", StringComparison.Ordinal) && line.Contains(" ml_entry_Fail+0x", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"rip    {report.Trap.InstructionPointer:x16}", StringComparison.Ordinal));
        // One arrow in the code, one in the stack.
        Assert.Equal(2, lines.Count(line => line.StartsWith("> ", StringComparison.Ordinal)));
        Assert.Contains("  7e0000100000-7e0000101000 r-x trampoline", lines);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_trap_is_one_exit(int how)
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        var exits = sandbox.Machine.Exits;
        var report = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", how)).Report!;
        Assert.Equal(exits + 1, sandbox.Machine.Exits);
        Assert.Equal(exits + 1, report.Exits);
        Assert.NotEmpty(report.ToString());
        Assert.Equal(exits + 1, sandbox.Machine.Exits);
    }

    [SkippableFact]
    public void A_stack_that_is_nowhere_is_no_trouble()
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        var report = Assert.Throws<GuestTrapException>(() => sandbox.Call("WildStack")).Report!;
        Assert.True(report.Stack.IsEmpty);
        Assert.DoesNotContain("\nstack\n", report.ToString(), StringComparison.Ordinal);
    }
}
