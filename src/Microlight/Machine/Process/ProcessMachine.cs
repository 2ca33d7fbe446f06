using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using static Microlight.Machine.Process.ProcessNative;

namespace Microlight.Machine.Process;

/// <summary>
/// A guest in a child process that has no system calls left (docs/isolation.md). Guest code runs natively; what it may not do is a
/// signal, whose handler makes the one call that brings the child to a stop and the host to an exit. All registers come from and go to
/// the signal's frame, in memory that the guest could have written: they are the guest's word, as they are in a virtual machine.
/// </summary>
internal sealed unsafe class ProcessMachine : IVirtualMachine
{
    private const int InvalidOpcode = 6, GeneralProtection = 13, PageFault = 14;
    private const int SystemCallLength = 2;
    /// <summary>How often a host that waits looks whether it should still wait.</summary>
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);
    /// <summary>How long a guest that was asked to stop has to come; one that blocked the signal is killed.</summary>
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(30);

    private readonly ReadGuestMemory _memory;
    private readonly ControlArea _control;
    private readonly GuestProcess _process;
    private readonly ExitListener _listener;
    private readonly ulong _resetAnswer;
    private SignalFrame _frame;
    private int _frameOffset;
    private ulong _answer;
    private bool _failed;
    /// <summary>Stopwatch ticks; 0 for no request.</summary>
    private long _stopRequested;
    private bool _interruptionRequested;

    /// <param name="mappings">All of the guest's memory.</param>
    /// <param name="memory">The host's own view of it, for looking at instructions.</param>
    /// <exception cref="Win32Exception">There is no room for another process.</exception>
    /// <exception cref="HypervisorUnavailableException">The system refuses something that process isolation needs.</exception>
    public ProcessMachine(IReadOnlyList<GuestMapping> mappings, ReadGuestMemory memory)
    {
        _memory = memory;
        _resetAnswer = ChildProgram.ResetSegments | ((getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE) != 0 ? ChildProgram.ResetBases : 0);
        var sockets = stackalloc int[2];
        Linux.Check(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), "socketpair");
        var (ours, theirs) = (sockets[0], sockets[1]);
        ChildStart? start = null;
        try
        {
            start = ChildStart.Prepare(mappings, theirs);
            _control = start.Control;
            _process = GuestProcess.Start(_control.File.Number, mappings.Select(mapping => mapping.File).Append(theirs));
            // With the child's copy as the only one, its end is seen here.
            Linux.close(theirs);
            theirs = -1;
            _listener = ExitListener.Receive(ours) ?? throw DidNotStart(start);
            if (_listener.Wait(s_startPatience, out _) != ExitListener.Result.Exit) throw DidNotStart(start);
            SetEntry(0, 0, 0, 0, resetSystemState: true);
        }
        catch
        {
            _listener?.Dispose();
            _process?.Dispose();
            start?.Control.Dispose();
            throw;
        }
        finally
        {
            if (theirs >= 0) Linux.close(theirs);
            Linux.close(ours);
        }
    }

    /// <summary>The child's process id, for tests.</summary>
    public int ProcessId => _process.Id;

    public long Exits { get; private set; }
    public long SystemCalls => _listener.SystemCalls;

    public void SetEntry(ulong instruction, ulong stack, ulong rdi, ulong r11, bool resetSystemState)
    {
        if (resetSystemState)
        {
            _frame = SignalFrame.Fresh();
            _frameOffset = ControlLayout.FreshFrame;
            _control.Reset(_frame);
        }
        WriteRegisters(new GuestRegisters { Rip = instruction, Rsp = stack, Rdi = rdi, R11 = r11, Rflags = GuestFlags.Initial });
        _answer = resetSystemState ? _resetAnswer : 0;
    }

    public MachineExit Run()
    {
        if (_failed) return new MachineExit(ExitKind.Failed);
        if (Volatile.Read(ref _stopRequested) != 0 || Volatile.Read(ref _interruptionRequested)) return new MachineExit(ExitKind.Interrupted);
        // A request that comes from here on has sent its signal by the time it is seen, and the kernel keeps that for the child.
        if (!_listener.TryAnswer(ControlLayout.Base + (ulong)_frameOffset | _answer)) return Fail();
        _answer = 0;
        while (true)
        {
            switch (_listener.Wait(s_pollInterval, out var notification))
            {
                case ExitListener.Result.Exit:
                    Exits++;
                    return Read(notification);
                case ExitListener.Result.Ended:
                    Exits++;
                    return Fail();
            }
            var requested = Volatile.Read(ref _stopRequested);
            if (requested == 0 || Stopwatch.GetElapsedTime(requested) < s_stopPatience) continue;
            Fail();
            return new MachineExit(ExitKind.Killed);
        }
    }

    public GuestRegisters ReadRegisters() => _frame.Registers;

    public GuestException? ReadException(int vector, SandboxMemory memory) =>
        new GuestException(_frame.Registers, GuestException.HasErrorCode(vector) ? _frame.ErrorCode : 0);

    public ulong ReadFaultAddress() => _frame.Cr2;

    public void SetRegisters(in GuestRegisters registers)
    {
        if (registers.Rip >> 47 != 0) throw new ArgumentException($"0x{registers.Rip:x} is not an address that a guest can run at.", nameof(registers));
        WriteRegisters(registers with { Rflags = GuestFlags.ForGuest(registers.Rflags) });
    }

    public void ReadExtendedState(Span<byte> state)
    {
        state = state[..ExtendedState.Size];
        if (_frame.ExtendedState == 0 || !_control.TryRead(_frame.ExtendedState, state))
        {
            state.Clear();
            MemoryMarshal.Write(state, ExtendedState.InitialControlWord);
            MemoryMarshal.Write(state[ExtendedState.MxcsrOffset..], ExtendedState.InitialMxcsr);
            return;
        }
        // What Linux keeps for itself in the legacy area, and components that the layout has no room for.
        state[ExtendedState.SoftwareFeaturesOffset..ExtendedState.HeaderOffset].Clear();
        var header = state[ExtendedState.HeaderOffset..];
        var components = MemoryMarshal.Read<ulong>(header) & (ExtendedState.X87 | ExtendedState.Sse | ExtendedState.Avx);
        header[..64].Clear();
        MemoryMarshal.Write(header, components);
    }

    public void RequestExit()
    {
        Interlocked.CompareExchange(ref _stopRequested, Stopwatch.GetTimestamp(), 0);
        _process.Signal(SIGUSR1);
    }

    public void RequestInterruption()
    {
        Volatile.Write(ref _interruptionRequested, true);
        _process.Signal(SIGUSR1);
    }

    public void ClearExitRequest()
    {
        Volatile.Write(ref _stopRequested, 0);
        Volatile.Write(ref _interruptionRequested, false);
    }

    public int CpuClock => _process.CpuClock;

    public void Dispose()
    {
        // First the process: a listener without a host would let its system call fail and the handler go on.
        _process.Dispose();
        _listener.Dispose();
        _control.Dispose();
    }

    /// <summary>Turns what the child reports into what a virtual machine would have.</summary>
    private MachineExit Read(in ExitNotification notification)
    {
        if (!_control.TryReadFrame(notification.Context, out _frameOffset, out _frame)) return Fail();
        switch (notification.Signal)
        {
            case SIGUSR1:
                return new MachineExit(ExitKind.Interrupted);
            // SYSCALL or INT 0x80, which guests do not have. Filters do not see uretprobe and uprobe (335, 336; kernel/seccomp.c); these
            // answer with SIGILL outside of a probe.
            case SIGSYS:
            case SIGILL when _frame.SignalCode == SI_KERNEL:
                _frame.Rip -= SystemCallLength;
                return Exception(InvalidOpcode);
            case SIGBUS when _frame.Vector == PageFault:
                // Mapped, but behind the end of the file.
                return new MachineExit(ExitKind.Uncommitted);
            case SIGSEGV when _frame.Vector == GeneralProtection && TryReadPort(out var port, out var length):
                WriteRegisters(_frame.Registers with { Rip = _frame.Rip + (ulong)length });
                return new MachineExit(ExitKind.Port, port);
            case SIGSEGV or SIGBUS or SIGFPE or SIGILL or SIGTRAP when _frame.Vector < Monitor.VectorCount:
                return Exception((int)_frame.Vector);
            default:
                return Fail();
        }
    }

    private static MachineExit Exception(int vector) => new(ExitKind.Port, (uint)(Abi.Ports.ExceptionBase + vector));

    private bool TryReadPort(out byte port, out int length)
    {
        (port, length) = (0, 0);
        return _memory(_frame.Rip, out var code) && PortInstruction.TryDecode(code, _frame.Rdx, out port, out length);
    }

    private void WriteRegisters(in GuestRegisters registers)
    {
        _frame.SetRegisters(registers);
        _control.WriteFrame(_frameOffset, _frame);
    }

    private MachineExit Fail()
    {
        _failed = true;
        _process.Signal(SIGKILL);
        return new MachineExit(ExitKind.Failed);
    }

    private HypervisorUnavailableException DidNotStart(ChildStart start) =>
        new($"Process isolation does not work here. {start.Explain()}");
}
