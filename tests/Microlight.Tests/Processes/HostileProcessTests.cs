using System.Runtime.InteropServices;
using Iced.Intel;
using Microlight.Abi;
using Microlight.Machine;
using Microlight.Machine.Process;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Processes;

/// <summary>Guests that know how the process backend works, and use it.</summary>
public class HostileProcessTests
{
    private static readonly ulong s_handlerGate = ChildProgram.Handler, s_signalReturn = ChildProgram.SignalReturnEnd - 2;

    [Fact]
    public void No_system_call_is_made_whatever_its_number()
    {
        using var image = new GuestBuilder().Function("call", "I>", a =>
        {
            a.mov(rax, __qword_ptr[rdi + MailboxLayout.CallSlots]);
            a.xor(edi, edi);
            a.xor(esi, esi);
            a.syscall();
            a.ud2();
        }).Build();
        using var sandbox = Create(image);
        // Those of the table, those of x32, and some that there will never be.
        foreach (var number in Enumerable.Range(0, 480).Select(n => (long)n).Concat([0x4000_0000 + 520, 1 << 20, -1, long.MinValue]))
        {
            var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("call", number)).Trap;
            Assert.Equal((number, GuestTrapCause.Exception, 6), (number, trap.Cause, trap.Vector));
            // uretprobe and uprobe, which filters do not see: they end in a signal, or fail and the next instruction (ud2) traps.
            if (number is not (335 or 336)) Assert.Equal([0x0f, 0x05], trap.InstructionBytes.Span[..2].ToArray());
            sandbox.Restore();
        }
    }

    [Theory]
    [InlineData("int 0x80")]
    [InlineData("vsyscall")]
    [InlineData("sysenter")]
    public void Other_ways_into_the_kernel_are_traps(string way) => AssertTrap(a =>
    {
        a.mov(eax, 20);
        switch (way)
        {
            case "int 0x80": a.@int(0x80); break;
            case "vsyscall":
                a.mov(rcx, 0xffff_ffff_ff60_0400); // time()
                a.call(rcx);
                break;
            default: a.sysenter(); break;
        }
        a.ud2();
    });

    [Fact]
    public void A_guest_that_blocks_the_stop_signal_is_killed_and_replaced()
    {
        using var image = new GuestBuilder()
            .Function("hide", a =>
            {
                var here = a.CreateLabel();
                SignalReturn(a, here, mask: ulong.MaxValue, stack: ControlLayout.Base);
                a.Label(ref here);
                a.pause();
                a.jmp(here);
            })
            .Function("good", _ => { })
            .Build();
        using var sandbox = Create(image);
        for (var i = 0; i < 3; i++)
        {
            var process = ((ProcessMachine)sandbox.Machine).ProcessId;
            using var source = new CancellationTokenSource(30);
            Assert.Throws<OperationCanceledException>(() => sandbox.Invoke(image.GetFunction("hide"), [], [], source.Token));
            Assert.True(sandbox.IsPoisoned);
            sandbox.Restore();
            Assert.NotEqual(process, ((ProcessMachine)sandbox.Machine).ProcessId);
            sandbox.Call("good");
        }
    }

    [Fact]
    public void A_guest_that_moves_its_signal_stack_loses_its_machine()
    {
        using var image = new GuestBuilder()
            .Function("move", a =>
            {
                var here = a.CreateLabel();
                SignalReturn(a, here, mask: 0, stack: GuestLayout.StackTop - 0x20_0000);
                a.Label(ref here);
                a.@out(Ports.CallDone, al);
            })
            .Function("good", _ => { })
            .Build();
        using var sandbox = Create(image);
        Assert.Equal(GuestTrapCause.Machine, Assert.Throws<GuestTrapException>(() => sandbox.Call("move")).Trap.Cause);
        sandbox.Restore();
        sandbox.Call("good");
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul)]
    [InlineData(ControlLayout.Base + ControlLayout.SignalStackSize - 8)]
    [InlineData(ControlLayout.Base + ControlLayout.SignalStackSize)]
    [InlineData(GuestLayout.Mailbox)]
    [InlineData(ulong.MaxValue - 7)]
    public void A_frame_that_is_none_ends_the_machine(ulong frame)
    {
        using var image = new GuestBuilder().Function("exit", a =>
        {
            a.mov(edi, ProcessNative.SIGSEGV);
            a.mov(rdx, frame);
            a.mov(rax, s_handlerGate);
            a.jmp(rax);
        }).Function("good", _ => { }).Build();
        using var sandbox = Create(image);
        Assert.Equal(GuestTrapCause.Machine, Assert.Throws<GuestTrapException>(() => sandbox.Call("exit")).Trap.Cause);
        sandbox.Restore();
        sandbox.Call("good");
    }

    [Fact]
    public void A_forged_frame_is_an_exit_with_the_registers_in_it()
    {
        const ulong frame = ControlLayout.Base + 0x1000;
        using var image = new GuestBuilder().Function("forge", a =>
        {
            a.mov(rdx, frame);
            Set(nameof(SignalFrame.Vector), 40); // there is no such vector
            a.mov(edi, ProcessNative.SIGSEGV);
            a.mov(rax, s_handlerGate);
            a.jmp(rax);

            void Set(string field, int value) => a.mov(__qword_ptr[rdx + (int)Marshal.OffsetOf<SignalFrame>(field)], value);
        }).Function("fault", a =>
        {
            a.mov(rdx, frame);
            a.mov(__qword_ptr[rdx + (int)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.Vector))], 14);
            a.mov(__qword_ptr[rdx + (int)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.Cr2))], 0x1234);
            a.mov(edi, ProcessNative.SIGSEGV);
            a.mov(rax, s_handlerGate);
            a.jmp(rax);
        }).Build();
        using var sandbox = Create(image);
        Assert.Equal(GuestTrapCause.Machine, Assert.Throws<GuestTrapException>(() => sandbox.Call("forge")).Trap.Cause);
        sandbox.Restore();
        Assert.Equal(0x1234u, Assert.Throws<GuestTrapException>(() => sandbox.Call("fault")).Trap.FaultAddress);
        sandbox.Restore();
    }

    [Fact]
    public void Nothing_is_left_in_the_control_area_for_the_next()
    {
        using var image = new GuestBuilder()
            .Function("fill", a =>
            {
                a.mov(rdi, ControlLayout.Base);
                a.mov(ecx, (uint)ControlLayout.SignalStackSize / 8);
                a.mov(rax, 0x5ec2_e75e_c2e7_5ec2);
                a.rep.stosq();
            })
            .Function("search", ">I", a =>
            {
                var next = a.CreateLabel();
                a.mov(rsi, ControlLayout.Base);
                a.mov(ecx, (uint)ControlLayout.SignalStackSize / 8);
                a.mov(rdx, 0x5ec2_e75e_c2e7_5ec2);
                a.xor(r8d, r8d);
                a.Label(ref next);
                a.lodsq();
                a.cmp(rax, rdx);
                a.sete(al);
                a.movzx(eax, al);
                a.add(r8, rax);
                a.dec(ecx);
                a.jne(next);
                a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots], r8);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], (int)GuestType.Int64);
                GuestBuilder.Results(a, 1);
            })
            .Build();
        using var sandbox = Create(image);
        sandbox.Call("fill");
        Assert.NotEqual(0, sandbox.Call<long>("search"));
        sandbox.Restore();
        Assert.Equal(0, sandbox.Call<long>("search"));
    }

    [Fact]
    public void A_process_that_somebody_kills_is_the_machines_end_and_not_the_sandboxs()
    {
        using var image = new GuestBuilder().Function("loop", a =>
        {
            var here = a.CreateLabel();
            a.nop(); // the function's own label
            a.Label(ref here);
            a.jmp(here);
        }).Function("good", _ => { }).Build();
        using var sandbox = Create(image);
        var process = ((ProcessMachine)sandbox.Machine).ProcessId;
        using var killer = new Timer(_ => Linux.kill(process, ProcessNative.SIGKILL), null, 30, Timeout.Infinite);
        Assert.Equal(GuestTrapCause.Machine, Assert.Throws<GuestTrapException>(() => sandbox.Call("loop")).Trap.Cause);
        sandbox.Restore();
        sandbox.Call("good");
        // Between two calls, too.
        Linux.kill(((ProcessMachine)sandbox.Machine).ProcessId, ProcessNative.SIGKILL);
        Assert.Equal(GuestTrapCause.Machine, Assert.Throws<GuestTrapException>(() => sandbox.Call("good")).Trap.Cause);
        sandbox.Restore();
        sandbox.Call("good");
    }

    private static void AssertTrap(Action<Assembler> body)
    {
        using var image = new GuestBuilder().Function("bad", body).Function("good", _ => { }).Build();
        using var sandbox = Create(image);
        Assert.Throws<GuestTrapException>(() => sandbox.Call("bad"));
        sandbox.Restore();
        sandbox.Call("good");
    }

    private static Sandbox Create(GuestImage image) => Sandbox.Create(image, new SandboxOptions { Isolation = Isolation.Process });

    /// <summary>Builds a signal frame on the stack and returns from it with the handler's own instruction.</summary>
    private static void SignalReturn(Assembler a, Label to, ulong mask, ulong stack)
    {
        a.mov(r9, rsp);
        a.sub(rsp, 0x400);
        a.and(rsp, -64);
        a.mov(rdi, rsp);
        a.xor(eax, eax);
        a.mov(ecx, 0x200 / 8);
        a.rep.stosq();
        Set(nameof(SignalFrame.Rip), () => a.lea(rax, __[to]));
        Set(nameof(SignalFrame.Rsp), () => a.mov(rax, r9));
        Set(nameof(SignalFrame.Rflags), () => a.mov(eax, 2));
        Set(nameof(SignalFrame.SignalMask), () => a.mov(rax, mask));
        Set(nameof(SignalFrame.StackStart), () => a.mov(rax, stack));
        Set(nameof(SignalFrame.StackSize), () => a.mov(eax, ControlLayout.SignalStackSize));
        a.mov(__word_ptr[rsp + (int)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.Cs))], 0x33);
        a.mov(__word_ptr[rsp + (int)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.Ss))], 0x2b);
        a.mov(eax, ProcessNative.SYS_rt_sigreturn);
        a.mov(rcx, s_signalReturn);
        a.jmp(rcx);

        void Set(string field, Action load)
        {
            load();
            a.mov(__qword_ptr[rsp + (int)Marshal.OffsetOf<SignalFrame>(field)], rax);
        }
    }
}
