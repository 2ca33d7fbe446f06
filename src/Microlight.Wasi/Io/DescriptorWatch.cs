using Microlight.Wasi.Filesystem.Linux;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Io;

/// <summary>
/// Waits for descriptors that .NET cannot wait for (pipes and terminals of the host) on behalf of all guests: one thread of the process,
/// started when it is first needed, however many wait.
/// </summary>
internal sealed class DescriptorWatch
{
    private static readonly Lazy<DescriptorWatch> Shared = new(static () => new DescriptorWatch());
    private readonly HostWait _wait = new();
    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];

    private DescriptorWatch() => new Thread(Run) { IsBackground = true, Name = "Microlight descriptors" }.Start();

    /// <summary>Completes when the descriptor is ready for <paramref name="events"/> (POLLIN, POLLOUT), reports an error or has hung up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask WaitAsync(SafeFileHandle file, short events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(file, events);
        Shared.Value.Add(waiter);
        try
        {
            await waiter.Ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!waiter.Ready.Task.IsCompleted) Shared.Value.Remove(waiter);
        }
    }

    private void Add(Waiter waiter)
    {
        lock (_lock) _waiters.Add(waiter);
        _wait.Wake();
    }

    private void Remove(Waiter waiter)
    {
        lock (_lock)
            if (_waiters.Remove(waiter))
                waiter.Release();
        _wait.Wake();
    }

    private void Run()
    {
        while (true)
        {
            Waiter[] waiters;
            lock (_lock) waiters = [.. _waiters];
            var entries = new PollEntry[waiters.Length + 1];
            for (var i = 0; i < waiters.Length; i++) entries[i + 1] = waiters[i].Entry;
            _wait.Wait(entries, Timeout.InfiniteTimeSpan, CancellationToken.None);
            lock (_lock)
            {
                for (var i = 0; i < waiters.Length; i++)
                {
                    if (entries[i + 1].Returned == 0 || !_waiters.Remove(waiters[i])) continue;
                    waiters[i].Release();
                    waiters[i].Ready.SetResult();
                }
            }
        }
    }

    /// <summary>Holds the descriptor open: a closed one's number may be another file by the time that it is polled.</summary>
    private sealed class Waiter
    {
        private readonly SafeFileHandle _file;

        public Waiter(SafeFileHandle file, short events)
        {
            var held = false;
            file.DangerousAddRef(ref held);
            _file = file;
            Entry = new PollEntry { Descriptor = (int)file.DangerousGetHandle(), Events = events };
        }

        public PollEntry Entry { get; }
        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _file.DangerousRelease();
    }
}
