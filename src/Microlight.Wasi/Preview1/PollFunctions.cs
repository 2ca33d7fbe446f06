using Microlight.Wasi.Clocks;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Filesystem.Linux;
using Microlight.Wasi.Io;

namespace Microlight.Wasi.Preview1;

/// <summary>
/// poll_oneoff: waits until at least one of the subscriptions has something to report. Clocks, descriptors of the host and streams are
/// waited for together; a cancelled call ends the wait.
/// </summary>
internal sealed class PollFunctions(DescriptorTable descriptors, WasiClocks clocks, HostWait wait)
{
    /// <summary>More than a table of descriptors and a few clocks has no use.</summary>
    private const uint MaximumSubscriptions = 4096;

    public Errno PollOneOff(in Preview1Call call, uint inPointer, uint outPointer, uint count, uint resultPointer)
    {
        if (count is 0 or > MaximumSubscriptions) return Errno.Invalid;
        if (!call.Memory.TryGet(inPointer, count * PollSubscription.Size, out var input)) return Errno.Fault;
        if (!call.Memory.TryGet(outPointer, count * PollEvent.Size, out var output)) return Errno.Fault;
        if (!call.Memory.Contains(resultPointer, sizeof(uint))) return Errno.Fault;

        var subscriptions = new PollSubscription[count];
        ReadOnlySpan<byte> copy = input.ToArray();
        for (var i = 0; i < subscriptions.Length; i++)
        {
            subscriptions[i] = new PollSubscription(copy[(i * PollSubscription.Size)..]);
            if (!subscriptions[i].IsValid) return Errno.Invalid;
        }

        var events = WaitForEvents(subscriptions, call.CancellationToken);
        uint written = 0;
        for (var i = 0; i < subscriptions.Length; i++)
        {
            if (events[i] is { } happened) happened.Write(subscriptions[i], output[((int)written++ * PollEvent.Size)..]);
        }
        return call.Memory.TryWriteUInt32(resultPointer, written) ? Errno.Success : Errno.Fault;
    }

    private PollEvent?[] WaitForEvents(PollSubscription[] subscriptions, CancellationToken cancellationToken)
    {
        var events = new PollEvent?[subscriptions.Length];
        var deadlines = new Deadline?[subscriptions.Length];
        var entries = new PollEntry[subscriptions.Length + 1]; // the first is the wait's own
        for (var i = 0; i < subscriptions.Length; i++)
        {
            entries[i + 1].Descriptor = -1;
            if (subscriptions[i].Type == PollEventType.Clock) deadlines[i] = Deadline.Create(subscriptions[i], clocks, out events[i]);
            else entries[i + 1] = Prepare(subscriptions[i], out events[i]);
        }

        var timeout = events.Any(e => e is not null) ? TimeSpan.Zero : Remaining(deadlines);
        while (true)
        {
            WaitFor(entries, timeout, cancellationToken);
            var any = false;
            for (var i = 0; i < subscriptions.Length; i++)
            {
                events[i] ??= Look(subscriptions[i], deadlines[i], entries[i + 1]);
                any |= events[i] is not null;
            }
            if (any) return events;
            timeout = Remaining(deadlines);
        }
    }

    /// <summary>Waits on the kernel's clock if that is the guest's clock too; otherwise the provider's timer ends the wait.</summary>
    private void WaitFor(Span<PollEntry> entries, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (clocks.Provider == TimeProvider.System || timeout <= TimeSpan.Zero)
        {
            wait.Wait(entries, timeout, cancellationToken);
            return;
        }
        using var timer = clocks.Provider.CreateTimer(static state => ((HostWait)state!).Wake(), wait, timeout, Timeout.InfiniteTimeSpan);
        wait.Wait(entries, Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <summary>Time to the first deadline, infinite if there is none.</summary>
    private TimeSpan Remaining(Deadline?[] deadlines)
    {
        ulong? first = null;
        foreach (var deadline in deadlines)
        {
            if (deadline?.Remaining(clocks) is { } remaining && (first is null || remaining < first)) first = remaining;
        }
        return first is { } nanoseconds
            ? new TimeSpan((long)((nanoseconds + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick))
            : Timeout.InfiniteTimeSpan;
    }

    /// <summary>What to poll for a descriptor; <paramref name="known"/> is set where that is already decided.</summary>
    private PollEntry Prepare(in PollSubscription subscription, out PollEvent? known)
    {
        var reads = subscription.Type == PollEventType.Read;
        var nothing = new PollEntry { Descriptor = -1 };
        var error = descriptors.FindReadWrite(subscription.Subject, Rights.Poll | (reads ? Rights.Read : Rights.Write), out var descriptor);
        known = null;
        switch (descriptor)
        {
            case var _ when error != Errno.Success:
                known = new PollEvent(error);
                return nothing;
            case FileDescriptor { File.IsSeekable: true } file:
                known = new PollEvent(Errno.Success, reads ? Rest(file.File) : 0);
                return nothing;
            case FileDescriptor file:
                return new PollEntry
                {
                    Descriptor = (int)file.File.Handle.DangerousGetHandle(),
                    Events = reads ? LinuxConstants.PollIn : LinuxConstants.PollOut,
                };
            case InputDescriptor input:
                if (input.Source.IsReady) known = new PollEvent(Errno.Success, (ulong)input.Source.Available);
                return nothing;
            default:
                known = new PollEvent(Errno.Success); // an output stream takes whatever comes
                return nothing;
        }
    }

    private PollEvent? Look(in PollSubscription subscription, Deadline? deadline, PollEntry entry)
    {
        if (subscription.Type == PollEventType.Clock) return deadline?.Remaining(clocks) == 0 ? new PollEvent(Errno.Success) : null;
        if (entry.Descriptor < 0)
        {
            return descriptors.TryGet(subscription.Subject, out var found) && found is InputDescriptor { Source.IsReady: true } input
                ? new PollEvent(Errno.Success, (ulong)input.Source.Available)
                : null;
        }
        if (entry.Returned == 0) return null;
        if ((entry.Returned & LinuxConstants.PollInvalid) != 0) return new PollEvent(Errno.BadDescriptor);
        var available = 0;
        if (subscription.Type == PollEventType.Read && descriptors.TryGet(subscription.Subject, out var descriptor))
            _ = Syscalls.GetAvailable(((FileDescriptor)descriptor).File.Handle, LinuxConstants.IoctlAvailable, out available);
        return new PollEvent(Errno.Success, (ulong)Math.Max(0, available), (entry.Returned & LinuxConstants.PollHangup) != 0);
    }

    /// <summary>Bytes between a file's position and its end.</summary>
    private static ulong Rest(HostFile file) =>
        file.GetStatus(out var status) == LinuxErrno.None && file.Seek(0, 1, out var position) == LinuxErrno.None && status.Size > (ulong)position
            ? status.Size - (ulong)position
            : 0;
}
