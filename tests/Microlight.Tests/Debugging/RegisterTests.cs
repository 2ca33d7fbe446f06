using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using Microlight.Abi;
using Microlight.Machine;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Debugging;

/// <summary>A machine that stands still gives its registers and takes others.</summary>
public class RegisterTests
{
    private const ulong Initial = 2, Trap = 0x100, PrivilegeLevel3 = 3 << 12;

    [SkippableFact]
    public void A_guest_goes_on_at_CPL3_after_an_exception()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Function("bad", a =>
        {
            a.mov(rbx, 0x1111);
            a.ud2();
            // With the registers that the host set: what is in RBX and how privileged the code is.
            a.mov(ecx, cs);
            a.mov(rdx, GuestBuilder.DataAddress);
            a.mov(__qword_ptr[rdx], rbx);
            a.mov(__dword_ptr[rdx + 8], ecx);
            a.@out(Ports.CallDone, al);
        }).Build();
        using var sandbox = Sandbox.Create(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad")).Trap;
        sandbox.Machine.SetRegisters(trap.Registers with { Rip = trap.InstructionPointer + 2, Rbx = 0x2222 });
        Assert.Equal(new MachineExit(ExitKind.Port, Ports.CallDone), sandbox.Machine.Run());
        var seen = new byte[16];
        Assert.True(sandbox.TryRead(GuestBuilder.DataAddress, seen));
        Assert.Equal(0x2222UL, BinaryPrimitives.ReadUInt64LittleEndian(seen));
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32LittleEndian(seen.AsSpan(8)) & 3);
        Assert.Equal(0x2222UL, sandbox.Machine.ReadRegisters().Rbx);
    }

    [SkippableFact]
    public void The_trap_flag_steps_one_instruction()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Function("bad", a =>
        {
            a.ud2();
            a.mov(eax, 1);
            a.nop();
            a.mov(eax, 2);
            a.@out(Ports.CallDone, al);
        }).Build();
        using var sandbox = Sandbox.Create(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad")).Trap;
        var registers = trap.Registers with { Rip = trap.InstructionPointer + 2, Rflags = Initial | Trap };
        foreach (var length in (int[])[5, 1, 5])
        {
            sandbox.Machine.SetRegisters(registers);
            Assert.Equal(new MachineExit(ExitKind.Port, Ports.ExceptionBase + 1), sandbox.Machine.Run());
            var stepped = TrapReader.ReadException(sandbox.Machine, sandbox.Memory, image, 1).Registers;
            Assert.Equal(registers.Rip + (ulong)length, stepped.Rip);
            registers = stepped;
        }
        Assert.Equal(2UL, registers.Rax);
    }

    [SkippableFact]
    public void Privileges_cannot_be_set()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Function("bad", a =>
        {
            a.ud2();
            a.pushfq();
            a.pop(rax);
            a.@out(0x80, al);
        }).Build();
        using var sandbox = Sandbox.Create(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad")).Trap;
        Assert.Throws<ArgumentException>(() => sandbox.Machine.SetRegisters(trap.Registers with { Rip = 1UL << 47 }));
        sandbox.Machine.SetRegisters(trap.Registers with { Rip = trap.InstructionPointer + 2, Rflags = ulong.MaxValue & ~Trap });
        Assert.Equal(new MachineExit(ExitKind.Port, Ports.ExceptionBase + 13), sandbox.Machine.Run());
        Assert.Equal(0UL, sandbox.Machine.ReadRegisters().Rax & PrivilegeLevel3);
    }

    [SkippableFact]
    public void Vector_state_can_be_read()
    {
        Kvm.Require();
        Skip.IfNot(Avx.IsSupported, "This processor has no AVX.");
        using var image = new GuestBuilder().Function("bad", a =>
        {
            a.mov(eax, 0x01020304);
            a.vmovd(xmm3, eax);
            a.vpermilps(xmm3, xmm3, 0);
            a.vinsertf128(ymm3, ymm3, xmm3, 1);
            a.fld1();
            a.ud2();
        }).Build();
        using var sandbox = Sandbox.Create(image);
        Assert.Throws<GuestTrapException>(() => sandbox.Call("bad"));
        var state = new byte[ExtendedState.Size];
        sandbox.Machine.ReadExtendedState(state);
        Assert.Equal(7UL, BinaryPrimitives.ReadUInt64LittleEndian(state.AsSpan(ExtendedState.HeaderOffset)) & 7);
        Assert.Equal(ExtendedState.InitialControlWord, BinaryPrimitives.ReadUInt16LittleEndian(state));
        Assert.Equal(ExtendedState.InitialMxcsr, BinaryPrimitives.ReadUInt32LittleEndian(state.AsSpan(ExtendedState.MxcsrOffset)));
        for (var lane = 0; lane < 4; lane++)
        {
            Assert.Equal(0x01020304u, BinaryPrimitives.ReadUInt32LittleEndian(state.AsSpan(ExtendedState.XmmOffset + 3 * 16 + lane * 4)));
            Assert.Equal(0x01020304u, BinaryPrimitives.ReadUInt32LittleEndian(state.AsSpan(ExtendedState.YmmHighOffset + 3 * 16 + lane * 4)));
        }
        // 1.0 as an 80-bit number.
        Assert.Equal(0x8000_0000_0000_0000UL, BinaryPrimitives.ReadUInt64LittleEndian(state.AsSpan(ExtendedState.StOffset)));
        Assert.Equal(0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(state.AsSpan(ExtendedState.StOffset + 8)));
    }
}
