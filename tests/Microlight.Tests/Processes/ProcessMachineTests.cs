using Iced.Intel;
using Microlight.Abi;
using Microlight.Machine;
using Microlight.Machine.Process;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Processes;

/// <summary>The process backend's machine by itself: code and data of a few instructions, mapped by hand.</summary>
public class ProcessMachineTests
{
    private const ulong CodeAddress = GuestLayout.ImageBase, DataAddress = GuestLayout.ImageBase + 0x10_0000;
    private const ulong StackTop = DataAddress + 0x2000;

    [Fact]
    public void An_image_with_more_segments_than_a_process_can_map_is_refused()
    {
        var builder = new GuestBuilder().Function("f", a => a.nop());
        for (var i = 0ul; i < 15_000; i++) builder.Content(GuestBuilder.DataAddress + 0x10_0000 + i * 0x2000, [1]);
        using var image = builder.Build();
        var options = new SandboxOptions { Isolation = Isolation.Process };
        var refusal = Assert.Throws<InvalidGuestImageException>(() => { Sandbox.Create(image, options).Dispose(); });
        Assert.Contains("pieces of memory", refusal.Message);
    }

    [Fact]
    public void A_port_write_comes_out_with_the_registers_and_goes_on_behind()
    {
        using var guest = new Guest(a =>
        {
            a.lea(rax, __[rdi + 1]);
            a.@out(Ports.HostCall, al);
            a.add(rax, r11);
            a.@out(Ports.CallDone, al);
        });
        guest.Machine.SetEntry(CodeAddress, StackTop, 41, 100, resetSystemState: true);
        Assert.Equal(new MachineExit(ExitKind.Port, Ports.HostCall), guest.Machine.Run());
        Assert.Equal(42u, guest.Machine.ReadRegisters().Rax);
        Assert.Equal(new MachineExit(ExitKind.Port, Ports.CallDone), guest.Machine.Run());
        Assert.Equal((142u, StackTop), (guest.Machine.ReadRegisters().Rax, guest.Machine.ReadRegisters().Rsp));
        Assert.Equal(2, guest.Machine.Exits);
    }

    [Fact]
    public void Exceptions_have_the_processors_numbers()
    {
        AssertException(0, a => { a.xor(ecx, ecx); a.div(ecx); });
        AssertException(3, a => a.int3());
        AssertException(6, a => a.ud2());
        AssertException(6, a => a.syscall());
        AssertException(13, a => a.hlt());
        AssertException(13, a => a.@in(al, Ports.HostCall));
        AssertException(13, a => a.@out(0x80, al));
        AssertException(14, a => a.mov(rax, __qword_ptr[rdi + 0x123456]));
    }

    private static void AssertException(int vector, Action<Assembler> body)
    {
        using var guest = new Guest(body);
        guest.Machine.SetEntry(CodeAddress, StackTop, 0, 0, resetSystemState: true);
        Assert.Equal(new MachineExit(ExitKind.Port, (uint)(Ports.ExceptionBase + vector)), guest.Machine.Run());
    }

    [Fact]
    public void A_kick_ends_a_run_that_would_not_end()
    {
        using var guest = new Guest(a =>
        {
            var here = a.CreateLabel();
            a.Label(ref here);
            a.inc(rax);
            a.jmp(here);
        });
        guest.Machine.SetEntry(CodeAddress, StackTop, 0, 0, resetSystemState: true);
        for (var i = 0; i < 100; i++)
        {
            using var timer = new Timer(_ => guest.Machine.RequestExit(), null, 1, Timeout.Infinite);
            Assert.Equal(ExitKind.Interrupted, guest.Machine.Run().Kind);
            Assert.Equal(ExitKind.Interrupted, guest.Machine.Run().Kind);
            guest.Machine.ClearExitRequest();
        }
    }

    private sealed class Guest : IDisposable
    {
        private readonly MemoryFile _file = MemoryFile.Create("test", 0x2000);
        private readonly byte[] _code;

        public Guest(Action<Assembler> body)
        {
            var assembler = new Assembler(64);
            body(assembler);
            using var stream = new MemoryStream();
            assembler.Assemble(new StreamCodeWriter(stream), CodeAddress);
            _code = stream.ToArray();
            _file.Write(0, _code);
            Machine = new ProcessMachine(
            [
                new GuestMapping(CodeAddress, 0x1000, Linux.PROT_READ | 4, Shared: false, _file.Number, 0),
                new GuestMapping(DataAddress, 0x2000, Linux.PROT_READ | Linux.PROT_WRITE, Shared: true, _file.Number, 0x1000),
            ], Read);
        }

        public ProcessMachine Machine { get; }

        public void Dispose()
        {
            Machine.Dispose();
            _file.Dispose();
        }

        private bool Read(ulong address, out ReadOnlySpan<byte> bytes)
        {
            var found = address - CodeAddress < (ulong)_code.Length;
            bytes = found ? _code.AsSpan((int)(address - CodeAddress)) : default;
            return found;
        }
    }
}
