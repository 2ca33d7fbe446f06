using System.Diagnostics;
using Microlight.Wasi.Filesystem.Linux;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Io;

/// <summary>
/// Waits on the host for descriptors, for time and for wake-ups from other threads (a cancellation, a timer, a stream's data), all in
/// one ppoll. Used by the one thread that runs the guest; only <see cref="Wake"/> may come from another.
/// </summary>
internal sealed class HostWait : IDisposable
{
    private readonly SafeFileHandle _event;

    public HostWait()
    {
        var descriptor = Syscalls.EventDescriptor(0, LinuxConstants.EventCloseOnExecNonBlocking);
        if (descriptor < 0) throw new IOException($"No event descriptor for a sandbox's waits: {Syscalls.LastError}.");
        _event = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Ends the current wait, or the next one at once.</summary>
    public void Wake()
    {
        try
        {
            Syscalls.Write(_event, BitConverter.GetBytes(1UL), 8);
        }
        catch (ObjectDisposedException)
        {
            // A timer or stream that finishes after the sandbox is gone has nobody to wake.
        }
    }

    /// <summary>
    /// Waits until one of the descriptors is ready, the time is over or somebody woke us, and sets <see cref="PollEntry.Returned"/>.
    /// The first entry is the wait's own: leave it free. A negative timeout waits without end.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Wait(Span<PollEntry> entries, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        entries[0] = new PollEntry { Descriptor = (int)_event.DangerousGetHandle(), Events = LinuxConstants.PollIn };
        if (Poll(entries, TimeSpan.Zero) > 0 || timeout == TimeSpan.Zero)
        {
            Drain();
            return;
        }

        using var registration = cancellationToken.UnsafeRegister(static wait => ((HostWait)wait!).Wake(), this);
        var started = Stopwatch.GetTimestamp();
        var remaining = timeout;
        while (true)
        {
            var ready = Poll(entries, remaining);
            cancellationToken.ThrowIfCancellationRequested();
            if (ready >= 0) break;
            if (timeout < TimeSpan.Zero) continue; // interrupted by a signal
            remaining = timeout - Stopwatch.GetElapsedTime(started);
            if (remaining <= TimeSpan.Zero) remaining = TimeSpan.Zero;
        }
        Drain();
    }

    /// <summary>Waits until a descriptor is ready for <paramref name="events"/> (POLLIN, POLLOUT) or reports an error or hang-up.</summary>
    public bool WaitFor(SafeFileHandle file, short events, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Span<PollEntry> entries = stackalloc PollEntry[2];
        do
        {
            entries[1] = new PollEntry { Descriptor = (int)file.DangerousGetHandle(), Events = events };
            Wait(entries, timeout, cancellationToken);
        }
        while (entries[1].Returned == 0 && timeout < TimeSpan.Zero);
        return entries[1].Returned != 0;
    }

    private static int Poll(Span<PollEntry> entries, TimeSpan timeout)
    {
        var result = timeout < TimeSpan.Zero
            ? Syscalls.Poll(entries, (nuint)entries.Length, [], 0)
            : Syscalls.Poll(entries, (nuint)entries.Length, [ToTimeSpec(timeout)], 0);
        if (result < 0 && Syscalls.LastError != LinuxErrno.EINTR) throw new IOException($"ppoll failed: {Syscalls.LastError}.");
        return result;
    }

    private static TimeSpec ToTimeSpec(TimeSpan time) => new()
    {
        Seconds = time.Ticks / TimeSpan.TicksPerSecond,
        Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
    };

    private void Drain()
    {
        Span<byte> count = stackalloc byte[8];
        Syscalls.Read(_event, count, 8);
    }

    public void Dispose() => _event.Dispose();
}
