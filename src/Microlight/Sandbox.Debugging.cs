using System.Diagnostics.CodeAnalysis;
using Microlight.Abi;
using Microlight.Debugging;
using Microlight.Machine;

namespace Microlight;

/// <content>Looking at a guest that stands still.</content>
public sealed partial class Sandbox
{
    /// <summary>Copies what the guest has at an address, for looking at a trap; false where nothing is mapped. Not during a call.</summary>
    internal bool TryRead(ulong address, Span<byte> destination)
    {
        if (!_memory.TryRead(address, out var bytes) || bytes.Length < destination.Length) return false;
        bytes[..destination.Length].CopyTo(destination);
        return true;
    }

    [DoesNotReturn]
    private void ThrowTrap(GuestTrap trap)
    {
        if (trap.Cause == GuestTrapCause.Machine) _machineFailed = true;
        var text = trap.Cause == GuestTrapCause.Abort && trap.AbortCode >= AbortCodes.FirstReserved ? _mailbox.ReadAbortText() : null;
        var message = TrapReader.Describe(trap, _memory.Image, text);
        var report = CrashReporter.Capture(message, trap, Image, _memory, _machine, Id, _generation);
        throw trap is { Cause: GuestTrapCause.Abort, AbortCode: AbortCodes.OutOfMemory }
            ? new SandboxOutOfMemoryException(trap, message) { Report = report }
            : new GuestTrapException(trap, message) { Report = report };
    }
}
