using Microlight.Abi;
using Microlight.Machine;
using Threads = System.Threading.Monitor;

namespace Microlight.Debugging.Gdb;

/// <summary>
/// A sandbox as its debugger sees it. Two threads meet here under one gate: the one that makes the call, which waits inside
/// <see cref="Handles"/> while the guest is stopped, and the connection's, which looks, changes and lets go. Between calls a stopped
/// guest is one whose next call waits.
/// </summary>
internal sealed class DebugTarget(Sandbox sandbox, bool waitsForDebugger)
{
    private readonly object _gate = new();
    private readonly Breakpoints _breakpoints = new();
    private readonly byte[] _extendedState = new byte[ExtendedState.Size];
    private Action<StopEvent>? _report;
    private bool _mustWait = waitsForDebugger;
    /// <summary>The debugger's view: it looks at the guest, which does not run.</summary>
    private bool _isStopped;
    /// <summary>A call is under way.</summary>
    private bool _inCall;
    /// <summary>The call's thread waits for the debugger.</summary>
    private bool _isHeld;
    private bool _interrupts;
    private ResumeKind? _resume;
    private bool _isStepping;
    /// <summary>A step that the debugger did not ask for: off a breakpoint that stays.</summary>
    private bool _isSteppingOver;
    private GuestRegisters _registers;
    private bool _hasChanged, _hasExtendedState;

    // ---- The call's thread ----

    /// <summary>A call is about to run the guest, whose registers are set.</summary>
    public void BeginCall()
    {
        lock (_gate)
        {
            _inCall = true;
            _isStepping = _isSteppingOver = false;
            if (_mustWait || _isStopped) Hold(sandbox.Machine.ReadRegisters(), null, mustSet: false);
            else _breakpoints.Insert(sandbox.Memory, except: null);
        }
    }

    public void EndCall()
    {
        lock (_gate)
        {
            _inCall = false;
            _breakpoints.Withdraw(sandbox.Memory);
            // The call was over before the guest could be stopped in it.
            if (_interrupts && _report is not null && !_isStopped) Stop(new StopEvent(PosixSignal.Interrupt));
            _interrupts = false;
            Threads.PulseAll(_gate);
        }
    }

    /// <summary>
    /// An exit that may end the call. True if it was the debugger's: the guest goes on. False if it takes its course, with the guest's
    /// own bytes where breakpoints were.
    /// </summary>
    public bool Handles(in MachineExit exit)
    {
        if (exit is { Kind: ExitKind.Port, Detail: Ports.CallDone or Ports.HostCall or Ports.MemoryGrow or Ports.Wait }) return false;
        lock (_gate)
        {
            if (exit.Kind == ExitKind.Interrupted) return HandlesInterruption();
            if (exit is { Kind: ExitKind.Port, Detail: >= Ports.ExceptionBase and < Ports.ExceptionBase + Machine.Monitor.VectorCount })
                return HandlesException((int)exit.Detail - Ports.ExceptionBase);
            _breakpoints.Withdraw(sandbox.Memory);
            if (_report is null) return false;
            return exit switch
            {
                { Kind: ExitKind.Uncommitted } => Hold(sandbox.Machine.ReadRegisters(), new StopEvent(PosixSignal.SegmentationFault, IsFatal: true), mustSet: true),
                { Kind: ExitKind.Port, Detail: Ports.Abort } => Hold(sandbox.Machine.ReadRegisters(), new StopEvent(PosixSignal.Abort, IsFatal: true), mustSet: true),
                _ => false,
            };
        }
    }

    private bool HandlesInterruption()
    {
        if (!_interrupts) return false;
        sandbox.Stopping.EndInterruption();
        var registers = sandbox.Machine.ReadRegisters();
        // An exception was on its way: the monitor hands it out with its one instruction.
        if (registers.Rip - GuestLayout.Monitor < Machine.Monitor.Size) return true;
        _interrupts = false;
        if (_report is not null) return Hold(registers, new StopEvent(PosixSignal.Interrupt), mustSet: false);
        // The debugger left while the guest ran.
        _breakpoints.Withdraw(sandbox.Memory);
        return true;
    }

    private bool HandlesException(int vector)
    {
        const int debug = 1, breakpoint = 3, length = 1;
        if (sandbox.Machine.ReadException(vector, sandbox.Memory) is not var (registers, _))
        {
            _breakpoints.Withdraw(sandbox.Memory);
            return false;
        }
        var isStep = vector == debug && (_isStepping || _isSteppingOver);
        var isBreakpoint = vector == breakpoint && _breakpoints.IsInserted(registers.Rip - length);
        if (isBreakpoint) registers = registers with { Rip = registers.Rip - length };
        if (isStep) registers = registers with { Rflags = registers.Rflags & ~GuestFlags.Trap };
        if (_report is null || isStep && !_isStepping && !_interrupts)
        {
            // Nobody looks any more, or the guest is past the breakpoint that it stood on.
            _breakpoints.Withdraw(sandbox.Memory);
            if (!isStep && !isBreakpoint) return false;
            _isStepping = _isSteppingOver = false;
            _breakpoints.Insert(sandbox.Memory, except: null);
            sandbox.Machine.SetRegisters(registers);
            return true;
        }
        return Hold(registers, isStep || isBreakpoint
            ? new StopEvent(PosixSignal.Trap, isBreakpoint)
            : new StopEvent(PosixSignal.OfVector(vector), IsFatal: vector is not (debug or breakpoint)), mustSet: true);
    }

    /// <summary>
    /// Waits until the debugger lets go, or the call is stopped. True if the guest goes on, false if what stopped it takes its course.
    /// </summary>
    /// <param name="registers">Where the guest stands.</param>
    /// <param name="stop">What to report; null if the debugger has been told.</param>
    /// <param name="mustSet">The machine does not stand in guest code, so registers are set before it goes on.</param>
    private bool Hold(GuestRegisters registers, StopEvent? stop, bool mustSet)
    {
        _breakpoints.Withdraw(sandbox.Memory);
        _registers = registers;
        _hasChanged = _hasExtendedState = false;
        _isHeld = true;
        _interrupts = false;
        _resume = null;
        if (stop is { } reason) Stop(reason);
        Threads.PulseAll(_gate);
        WaitForResume();
        _isHeld = false;
        sandbox.Stopping.ThrowIfStopped();
        if (_resume == ResumeKind.Kill) throw new OperationCanceledException("The debugger ended the guest's call.");
        if (_resume == ResumeKind.Deliver && stop is { IsFatal: true }) return false;
        _isStepping = _resume == ResumeKind.Step;
        var standsOn = _breakpoints.IsWanted(_registers.Rip) ? _registers.Rip : (ulong?)null;
        _isSteppingOver = !_isStepping && standsOn is not null;
        _breakpoints.Insert(sandbox.Memory, standsOn);
        if (_isStepping || _isSteppingOver) _registers = _registers with { Rflags = _registers.Rflags | GuestFlags.Trap };
        if (mustSet || _hasChanged || _isStepping || _isSteppingOver) sandbox.Machine.SetRegisters(_registers);
        return true;
    }

    private void WaitForResume()
    {
        var stopped = sandbox.StopToken;
        var registration = stopped.UnsafeRegister(static gate =>
        {
            lock (gate!) Threads.PulseAll(gate);
        }, _gate);
        while (_resume is null && (_mustWait || _isStopped) && !stopped.IsCancellationRequested) Threads.Wait(_gate);
        // Not Dispose, which would wait for a callback that waits for the gate.
        registration.Unregister();
    }

    private void Stop(StopEvent reason)
    {
        _isStopped = true;
        _report?.Invoke(reason);
    }

    // ---- The connection's thread ----

    /// <summary>A debugger has come: the guest stops, at once or before its next call.</summary>
    /// <param name="report">Told of each stop, under the gate.</param>
    public void Attach(Action<StopEvent> report)
    {
        lock (_gate)
        {
            _report = report;
            _mustWait = false;
            if (_inCall && !_isHeld) Interrupt();
            else _isStopped = true;
            while (!_isStopped) Threads.Wait(_gate);
        }
    }

    /// <summary>
    /// The debugger has gone: nothing of it stays, and the guest goes on. A fault or an abort that it stands at takes its course, as a
    /// process's signal does: after an abort there is nothing to go on to.
    /// </summary>
    public void Detach()
    {
        lock (_gate)
        {
            _report = null;
            _breakpoints.Clear();
            if (_inCall && !_isHeld) Interrupt();
            Release(ResumeKind.Deliver);
        }
    }

    public bool IsStopped
    {
        get { lock (_gate) return _isStopped; }
    }

    public void Resume(ResumeKind kind)
    {
        lock (_gate)
        {
            if (kind == ResumeKind.Kill && !_isHeld) sandbox.Stopping.Stop(StopReason.Cancelled);
            Release(kind);
        }
    }

    /// <summary>Stops the guest as soon as it runs guest code; at once if no call is under way.</summary>
    public void RequestStop()
    {
        lock (_gate)
        {
            if (_isStopped) return;
            if (_inCall)
            {
                Interrupt();
                return;
            }
            Stop(new StopEvent(PosixSignal.Interrupt));
        }
    }

    /// <summary>The registers of the guest that stands still.</summary>
    public (GuestRegisters Registers, byte[] ExtendedState) ReadRegisters()
    {
        lock (_gate)
        {
            if (!_isHeld)
            {
                GuestRegisters registers = default;
                Look(() =>
                {
                    registers = sandbox.Machine.ReadRegisters();
                    sandbox.Machine.ReadExtendedState(_extendedState);
                });
                return (registers, _extendedState);
            }
            if (!_hasExtendedState) sandbox.Machine.ReadExtendedState(_extendedState);
            _hasExtendedState = true;
            return (_registers, _extendedState);
        }
    }

    /// <summary>False if there is no call whose registers they would be, or the register cannot be changed.</summary>
    public bool TryWriteRegister(int number, ulong value)
    {
        lock (_gate)
        {
            if (!_isHeld || GdbRegisters.Write(number, _registers, value) is not { } changed) return false;
            _registers = changed;
            _hasChanged = true;
            return true;
        }
    }

    /// <summary>Copies guest memory; the bytes that there are, from the start.</summary>
    public byte[] ReadMemory(ulong address, int count)
    {
        var copy = new byte[count];
        var done = 0;
        Look(() =>
        {
            while (done < count && sandbox.Memory.TryRead(address + (ulong)done, out var bytes))
            {
                bytes = bytes[..Math.Min(bytes.Length, count - done)];
                bytes.CopyTo(copy.AsSpan(done));
                done += bytes.Length;
            }
        });
        return copy[..done];
    }

    /// <summary>All or nothing.</summary>
    public bool TryWriteMemory(ulong address, byte[] data)
    {
        if (ReadMemory(address, data.Length).Length < data.Length) return false;
        return Look(() =>
        {
            for (var done = 0; done < data.Length && sandbox.Memory.TryWrite(address + (ulong)done, out var bytes);)
            {
                var part = data.AsSpan(done, Math.Min(bytes.Length, data.Length - done));
                part.CopyTo(bytes);
                done += part.Length;
            }
        });
    }

    /// <summary>False if the guest cannot execute there, or there are too many.</summary>
    public bool TryAddBreakpoint(ulong address)
    {
        lock (_gate)
        {
            foreach (var range in MemoryMap.Of(sandbox.Memory, sandbox.Image))
                if (range.IsExecutable && address - range.Address < range.Size)
                    return _breakpoints.TryAdd(address);
            return false;
        }
    }

    public void RemoveBreakpoint(ulong address)
    {
        lock (_gate) _breakpoints.Remove(address);
    }

    /// <summary>Does something with the memory of a guest that stands still; false if it does not.</summary>
    private bool Look(Action action)
    {
        const int attempts = 50, pause = 20;
        lock (_gate)
        {
            for (var attempt = 0; !_isHeld && attempt < attempts; attempt++)
            {
                if (sandbox.TryLook(action)) return true;
                // A call that begins comes to stand here; a restore ends.
                Threads.Wait(_gate, pause);
            }
            if (!_isHeld) return false;
            action();
            return true;
        }
    }

    private void Interrupt()
    {
        _interrupts = true;
        sandbox.Stopping.Interrupt();
    }

    private void Release(ResumeKind kind)
    {
        _isStopped = false;
        // The first word counts: a debugger that ends the call leaves right after.
        _resume ??= kind;
        Threads.PulseAll(_gate);
    }
}
