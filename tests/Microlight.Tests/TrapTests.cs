using Iced.Intel;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests;

/// <summary>Each way in which a guest can misbehave is one typed error that names it, and another sandbox goes on.</summary>
public class TrapTests
{
    private const int DivideError = 0, Debug = 1, Breakpoint = 3, InvalidOpcode = 6, GeneralProtection = 13, PageFault = 14;
    private const ulong Megabyte = 1 << 20;
    /// <summary>Where <see cref="Trap"/> puts a memory region of 1 MiB that may grow to 64 MiB.</summary>
    private const ulong Region = 0;

    [SkippableFact]
    public void Division_by_zero()
    {
        var trap = Trap(a =>
        {
            a.xor(ecx, ecx);
            a.div(ecx);
        });
        Assert.Equal(DivideError, trap.Vector);
        Assert.Equal(GuestBuilder.CodeAddress + 2, trap.InstructionPointer);
        Assert.Equal("bad", trap.Function);
        Assert.Equal([0xf7, 0xf1], trap.InstructionBytes.Span[..2].ToArray());
    }

    [SkippableFact]
    public void Undefined_instruction() => Assert.Equal(InvalidOpcode, Trap(a => a.ud2()).Vector);

    [SkippableFact]
    public void Breakpoint_instruction() => Assert.Equal(Breakpoint, Trap(a => a.int3()).Vector);

    [SkippableFact]
    public void Privileged_instruction() => Assert.Equal(GeneralProtection, Trap(a => a.hlt()).Vector);

    // Hardware reports #GP for a gate that CPL3 may not use; the software-nested form of KVM has no `int n` and reports #UD.
    [SkippableTheory]
    [InlineData(0x80)]
    [InlineData(PageFault)]
    [InlineData(0xff)]
    public void Software_interrupt(int number) => Assert.Contains(Trap(a => a.@int((byte)number)).Vector, (int[])[GeneralProtection, InvalidOpcode]);

    // EFER.SCE is clear, which makes it #UD; the software-nested form of KVM goes to LSTAR instead, which is 0, where nothing is executable.
    [SkippableFact]
    public void System_call_instruction() => Assert.Contains(Trap(a => a.syscall()).Vector, (int[])[InvalidOpcode, PageFault]);

    [SkippableFact]
    public void Single_stepping() => Assert.Equal(Debug, Trap(a =>
    {
        a.pushfq();
        a.or(__dword_ptr[rsp], 0x100);
        a.popfq();
        a.nop();
        a.nop();
    }).Vector);

    [SkippableTheory]
    [InlineData(0x00)]
    [InlineData(0x0f)]
    [InlineData(0x15)]
    [InlineData(0x80)]
    [InlineData(0x8e)]
    [InlineData(0xff)]
    public void Forbidden_port(int port) => Assert.Equal(GeneralProtection, Trap(a => a.@out((byte)port, al)).Vector);

    [SkippableTheory]
    [InlineData(0x3f8)]
    [InlineData(0xffff)]
    public void Forbidden_port_above_the_bitmap(int port) => Assert.Equal(GeneralProtection, Trap(a =>
    {
        a.mov(edx, port);
        a.@out(dx, al);
    }).Vector);

    [SkippableFact]
    public void An_open_port_written_wider_than_the_open_range()
    {
        Assert.Equal(GeneralProtection, Trap(a => a.@out(Ports.Last, eax)).Vector);
        Assert.Equal(GeneralProtection, Trap(a => a.@out(Ports.Last, ax)).Vector);
        Assert.Equal(GeneralProtection, Trap(a => a.@out(Ports.First - 1, ax)).Vector);
    }

    [SkippableFact]
    public void Reading_an_open_port_ends_the_machine_but_not_the_sandbox()
    {
        Kvm.RequireVirtualMachine();
        using var image = new GuestBuilder()
            .Function("bad", a => a.@in(al, Ports.HostCall))
            .Function("good", _ => { })
            .Build();
        using var sandbox = Sandbox.Create(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad")).Trap;
        Assert.Equal(GuestTrapCause.Machine, trap.Cause);
        sandbox.Restore();
        sandbox.Call("good");
    }

    [SkippableFact]
    public void Repeated_output_ends_the_call_and_leaves_nothing_behind()
    {
        Kvm.Require();
        using var image = new GuestBuilder()
            .Import("seven", ">i")
            .Function("bad", a =>
            {
                a.mov(rsi, rdi);
                a.mov(edx, Ports.CallDone);
                a.mov(ecx, 64);
                a.rep.outsb();
            })
            .Function("good", ">i", a => GuestBuilder.Forward(a, 0, 0, 1))
            .Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("seven", () => 7) });
        // Whether KVM reports one repetition at a time or all at once is its affair; the first is an ordinary end of the call.
        if (Record.Exception(() => sandbox.Call("bad")) is { } exception)
        {
            Assert.IsType<GuestTrapException>(exception);
            sandbox.Restore();
        }
        for (var i = 0; i < 3; i++) Assert.Equal(7, sandbox.Call<int>("good"));
    }

    [SkippableFact]
    public void Address_that_nothing_is_mapped_at()
    {
        var trap = Trap(a =>
        {
            a.mov(rax, 0x3_0000_1234);
            a.mov(__[rax], ecx);
        });
        Assert.Equal(PageFault, trap.Vector);
        Assert.Equal(0x3_0000_1234u, trap.FaultAddress);
        Assert.Equal(6u, trap.ErrorCode);
    }

    [SkippableFact]
    public void Non_canonical_address() => Assert.Equal(GeneralProtection, Trap(a =>
    {
        a.mov(rax, 0x8000_0000_0000_0000);
        a.mov(ecx, __[rax]);
    }).Vector);

    [SkippableFact]
    public void Stack_overflow_meets_the_guard()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Function("bad", a =>
        {
            var self = a.CreateLabel();
            a.nop(); // the function's own label takes the first instruction
            a.Label(ref self);
            a.call(self);
        }).Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { StackSize = 64 << 10 });
        var exception = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad"));
        Assert.Equal(PageFault, exception.Trap.Vector);
        Assert.Equal(GuestLayout.StackTop - (64 << 10) - 8, exception.Trap.FaultAddress);
        Assert.Contains("stack overflow", exception.Message);
    }

    [SkippableFact]
    public void Executing_data() => Assert.Equal(GuestBuilder.DataAddress, Trap(a =>
    {
        a.mov(rax, GuestBuilder.DataAddress);
        a.call(rax);
    }).InstructionPointer);

    [SkippableFact]
    public void Executing_a_memory_region()
    {
        var trap = Trap(a =>
        {
            a.mov(eax, 0x200);
            a.call(rax);
        });
        Assert.Equal(PageFault, trap.Vector);
        Assert.Equal(0x200u, trap.FaultAddress);
    }

    [SkippableFact]
    public void Writing_code() => Assert.Equal(7u, Trap(a =>
    {
        a.mov(rax, GuestBuilder.CodeAddress);
        a.mov(__[rax], ecx);
    }).ErrorCode);

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(Machine.Monitor.TaskStateOffset)]
    [InlineData(Machine.Monitor.InterruptTablePage)]
    [InlineData(Machine.Monitor.StubsPage)]
    [InlineData(Machine.Monitor.StackPage)]
    [InlineData(Machine.Monitor.DoubleFaultStackPage)]
    public void Monitor_page(int offset)
    {
        Kvm.RequireVirtualMachine();
        var address = GuestLayout.Monitor + (ulong)offset;
        var read = Trap(a =>
        {
            a.mov(rax, address);
            a.mov(cl, __byte_ptr[rax]);
        });
        Assert.Equal((PageFault, 5ul, address), (read.Vector, read.ErrorCode, read.FaultAddress));
        Assert.Equal(7ul, Trap(a =>
        {
            a.mov(rax, address);
            a.mov(__byte_ptr[rax], cl);
        }).ErrorCode);
        Assert.Equal(PageFault, Trap(a =>
        {
            a.mov(rax, address);
            a.jmp(rax);
        }).Vector);
    }

    [SkippableFact]
    public void Garbage_code()
    {
        var trap = Trap(a => a.db(0x06, 0x06, 0xff, 0xff));
        Assert.Equal(InvalidOpcode, trap.Vector);
    }

    [SkippableFact]
    public void Memory_beyond_the_size()
    {
        // Each instruction touches address 1 MiB + 16 or the bytes before it, in another way.
        (Action<Assembler> Body, ulong Address)[] accesses =
        [
            (a => a.mov(__dword_ptr[rax + 16], ecx), Megabyte + 16),
            (a => a.mov(ecx, __dword_ptr[rax + rdx * 4 + 16]), Megabyte + 16),
            (a => a.vmovups(ymm0, __[rax + 16]), Megabyte + 16),
            (a => a.vmovups(__[rax - 8], ymm0), Megabyte),
            (a => a.mov(rcx, __qword_ptr[rax - 4]), Megabyte),
            (a => a.fld(__qword_ptr[rax + 16]), Megabyte + 16),
            (a => a.@lock.xadd(__dword_ptr[rax + 16], ecx), Megabyte + 16),
            (a =>
            {
                a.lea(rdi, __[rax - 64]);
                a.mov(ecx, 128);
                a.xor(eax, eax);
                a.rep.stosb();
            }, Megabyte),
            (a =>
            {
                a.lea(rsp, __[rax + 24]);
                a.push(rax);
            }, Megabyte + 16),
        ];
        foreach (var (body, address) in accesses)
        {
            var trap = Trap(a =>
            {
                a.mov(eax, (int)Megabyte);
                body(a);
            });
            Assert.Equal(GuestTrapCause.UncommittedMemory, trap.Cause);
            Assert.Equal(address, trap.FaultAddress);
        }
    }

    [SkippableFact]
    public void Abort_carries_its_code_and_site()
    {
        Kvm.Require();
        using var image = new GuestBuilder()
            .Function("abort", a =>
            {
                a.mov(eax, 77);
                a.@out(Ports.Abort, al);
            })
            .Function("bad", a =>
            {
                a.mov(rax, GuestBuilder.CodeAddress);
                a.call(rax);
            })
            .Build();
        using var sandbox = Sandbox.Create(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad")).Trap;
        Assert.Equal((GuestTrapCause.Abort, 77u, "bad"), (trap.Cause, trap.AbortCode, trap.Function));
    }

    [SkippableFact]
    public void A_lost_stack_is_a_typed_error_too()
    {
        // The interrupt stack is the monitor's, so a wild RSP does not matter.
        var trap = Trap(a =>
        {
            a.mov(rsp, 0x1234_5678_9abc);
            a.push(rax);
        });
        Assert.Equal(PageFault, trap.Vector);
    }

    [SkippableFact]
    public void Continuing_after_a_trap_keeps_memory_and_loses_registers()
    {
        Kvm.Require();
        using var image = new GuestBuilder()
            .Function("bad", a =>
            {
                a.mov(rax, GuestBuilder.DataAddress);
                a.mov(__dword_ptr[rax], 42);
                a.ud2();
            })
            .Function("get", ">i", a =>
            {
                a.mov(rax, GuestBuilder.DataAddress);
                a.mov(ecx, __dword_ptr[rax]);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots], ecx);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], (int)GuestType.Int32);
                GuestBuilder.Results(a, 1);
            })
            .Build();
        using var sandbox = Sandbox.Create(image);
        Assert.Throws<GuestTrapException>(() => sandbox.Call("bad"));
        Assert.Throws<SandboxPoisonedException>(() => sandbox.Call<int>("get"));
        sandbox.ContinueAfterTrap();
        Assert.Equal(42, sandbox.Call<int>("get"));
        sandbox.Restore();
        Assert.Equal(0, sandbox.Call<int>("get"));
    }

    /// <summary>Runs a function that must trap, sees that a second sandbox is not troubled, and that this one recovers by a restore.</summary>
    private static GuestTrap Trap(Action<Assembler> body)
    {
        Kvm.Require();
        using var image = new GuestBuilder().Memory(Region, Megabyte, 64 * Megabyte).Function("bad", body).Build();
        using var otherImage = new GuestBuilder().Function("good", _ => { }).Build();
        using var other = Sandbox.Create(otherImage);
        using var sandbox = Sandbox.Create(image);
        other.Call("good");
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad")).Trap;
        Assert.True(sandbox.IsPoisoned);
        Assert.Throws<SandboxPoisonedException>(() => sandbox.Call("bad"));
        other.Call("good");
        sandbox.Restore();
        var again = Assert.Throws<GuestTrapException>(() => sandbox.Call("bad")).Trap;
        Assert.Equal((trap.Cause, trap.Vector, trap.ErrorCode, trap.FaultAddress, trap.InstructionPointer, trap.Registers),
            (again.Cause, again.Vector, again.ErrorCode, again.FaultAddress, again.InstructionPointer, again.Registers));
        return trap;
    }
}
