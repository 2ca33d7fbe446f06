using System.Diagnostics.CodeAnalysis;
using Microlight.Abi;
using Microlight.Diagnostics;
using Microlight.Machine;

namespace Microlight;

/// <content>The run loop: one turn per exit.</content>
public sealed partial class Sandbox
{
    private void Run(GuestFunction function, CancellationToken cancellationToken)
    {
        _machine.SetEntry(_needsCleanEntry ? Trampoline.CleanEntry : Trampoline.Entry, GuestLayout.StackTop, GuestLayout.Mailbox, function.Address,
            resetSystemState: _needsCleanEntry);
        _needsCleanEntry = false;
        while (true)
        {
            var exit = _machine.Run();
            _exits.Count(exit);
            switch (exit.Kind)
            {
                case ExitKind.Port:
                    switch (exit.Detail)
                    {
                        case Ports.CallDone:
                            return;
                        case Ports.HostCall:
                            _host.Serve(_stop, cancellationToken, _options.CallTimeout);
                            break;
                        case Ports.MemoryGrow:
                            Grow();
                            break;
                        case Ports.Abort:
                            ThrowTrap(TrapReader.ReadAbort(_machine, _memory, Image));
                            break;
                        case >= Ports.ExceptionBase and < Ports.ExceptionBase + Microlight.Machine.Monitor.VectorCount:
                            ThrowTrap(TrapReader.ReadException(_machine, _memory, Image, (int)exit.Detail - Ports.ExceptionBase));
                            break;
                        default:
                            ThrowMachineFailure();
                            break;
                    }
                    break;
                case ExitKind.Interrupted:
                    // The runtime's own signals interrupt too: only a stop ends the call.
                    ThrowIfStopped(_stop, cancellationToken, _options.CallTimeout);
                    break;
                case ExitKind.Uncommitted:
                    ThrowTrap(TrapReader.ReadUncommitted(_machine, _memory, Image));
                    break;
                default:
                    ThrowMachineFailure();
                    break;
            }
        }
    }

    private void Grow()
    {
        var (region, delta) = _mailbox.ReadGrowth();
        if (region >= (uint)_memory.Regions.Length)
            throw new ProtocolViolationException($"The guest asked for memory in region {region}; it has {_memory.Regions.Length}.");
        if (delta % PageTables.SmallPage != 0)
            throw new ProtocolViolationException($"The guest asked for {delta} bytes of memory; that is not a multiple of 4096.");
        _mailbox.WriteGrowth(_memory.Regions[region].TryGrow(delta, _memory));
    }

    internal static void ThrowIfStopped(CallStop stop, CancellationToken cancellationToken, TimeSpan? timeout)
    {
        var reason = stop.Reason;
        if (reason != StopReason.None) Kills.Count(stop.Image, reason);
        switch (reason)
        {
            case StopReason.TimedOut: throw new SandboxTimeoutException(timeout.GetValueOrDefault());
            case StopReason.Cancelled: throw new OperationCanceledException("The guest call was cancelled.", cancellationToken);
            case StopReason.Disposed: throw new ObjectDisposedException(nameof(Sandbox), "The sandbox was disposed of while it ran.");
        }
    }

    [DoesNotReturn]
    private void ThrowMachineFailure()
    {
        _machineFailed = true;
        ThrowTrap(TrapReader.ReadMachine(_machine, _memory, Image));
    }
}
