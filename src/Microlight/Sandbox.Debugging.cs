using System.Diagnostics.CodeAnalysis;
using Microlight.Abi;
using Microlight.Debugging;
using Microlight.Machine;

namespace Microlight;

/// <content>Looking at a guest that stands still.</content>
public sealed partial class Sandbox
{
    /// <summary>The last trap, and what tells whether the guest still stands there.</summary>
    private (GuestTrap Trap, IVirtualMachine Machine, long Exits, ulong Generation)? _lastTrap;

    /// <summary>
    /// Writes the guest as an ELF core file: memory and registers as they are between calls, or as a trap left them. For gdb:
    /// <c>gdb image.elf core</c>. The file appears under its name when it is whole, has holes for pages of zeros and can be read by its
    /// owner alone.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public void WriteCoreDump(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Enter();
        try
        {
            CoreDump.Write(path, ReadState(), _memory, Image);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>As <see cref="WriteCoreDump(string)"/>, to a stream from its position on; it need not be able to seek.</summary>
    /// <remarks>Pages of zeros are written: as many bytes as the guest has address ranges, up to <see cref="SandboxOptions.MaximumMemory"/> for each region.</remarks>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public void WriteCoreDump(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Enter();
        try
        {
            CoreDump.Write(stream, isSparse: false, ReadState(), _memory, Image);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Copies what the guest has at an address, for looking at a trap; false where nothing is mapped. Not during a call.</summary>
    internal bool TryRead(ulong address, Span<byte> destination)
    {
        if (!_memory.TryRead(address, out var bytes) || bytes.Length < destination.Length) return false;
        bytes[..destination.Length].CopyTo(destination);
        return true;
    }

    internal CallStop Stopping => _stop;

    /// <summary>Does something with a guest that no call uses; false if one does.</summary>
    internal bool TryLook(Action action)
    {
        if (Interlocked.CompareExchange(ref _phase, Phase.Looking, Phase.Idle) != Phase.Idle) return false;
        try
        {
            if (!Volatile.Read(ref _disposed)) action();
            return true;
        }
        finally
        {
            Leave();
        }
    }

    [DoesNotReturn]
    private void ThrowTrap(GuestTrap trap)
    {
        if (trap.Cause == GuestTrapCause.Machine) _machineFailed = true;
        _lastTrap = (trap, _machine, _machine.Exits, _generation);
        var text = trap.Cause == GuestTrapCause.Abort && trap.AbortCode >= AbortCodes.FirstReserved ? _mailbox.ReadAbortText() : null;
        var message = TrapReader.Describe(trap, _memory, text);
        var report = CrashReporter.Capture(message, trap, Image, _memory, _machine, Id, _generation);
        if (_options.CrashDumpDirectory is not null) report = Dump(report, _options.CrashDumpDirectory);
        throw trap is { Cause: GuestTrapCause.Abort, AbortCode: AbortCodes.OutOfMemory }
            ? new SandboxOutOfMemoryException(trap, message) { Report = report }
            : new GuestTrapException(trap, message) { Report = report };
    }

    /// <summary>A dump that fails must not hide the trap.</summary>
    private CrashReport Dump(CrashReport report, string directory)
    {
        try
        {
            return report with { CoreDump = CrashDumpDirectory.Write(directory, _options.MaximumCrashDumps, Id, ReadState(), _memory, Image) };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return report with { CoreDumpFailure = exception.Message };
        }
    }

    private GuestState ReadState()
    {
        var state = Array.Empty<byte>();
        if (!_machineFailed)
        {
            state = new byte[ExtendedState.Size];
            _machine.ReadExtendedState(state);
        }
        // After an exception the machine's own registers are the monitor's.
        return _lastTrap is var (trap, machine, exits, generation) && machine == _machine && exits == _machine.Exits && generation == _generation
            ? new GuestState(Image.Name, trap.Registers, state, trap)
            : new GuestState(Image.Name, _machine.ReadRegisters(), state, null);
    }
}
