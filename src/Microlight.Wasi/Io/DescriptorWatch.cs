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

    /// <summary>One for each descriptor and direction, however many guests and pollables wait for it: a guest may ask as often as it likes.</summary>
    private readonly Dictionary<(int Descriptor, short Events), Waiter> _waiters = [];

    private DescriptorWatch() => new Thread(Run) { IsBackground = true, Name = "Microlight descriptors" }.Start();

    /// <summary>Completes when the descriptor is ready for <paramref name="events"/> (POLLIN, POLLOUT), reports an error or has hung up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="IOException">The kernel cannot wait for as many.</exception>
    public static async ValueTask WaitAsync(SafeFileHandle file, short events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = Shared.Value.Join(file, events);
        try
        {
            await waiter.Ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Shared.Value.Leave(waiter);
        }
    }

    private Waiter Join(SafeFileHandle file, short events)
    {
        lock (_lock)
        {
            var key = ((int)file.DangerousGetHandle(), events);
            if (_waiters.TryGetValue(key, out var there))
            {
                there.Users++;
                return there;
            }
            var waiter = new Waiter(file, events);
            _waiters.Add(key, waiter);
            _wait.Wake();
            return waiter;
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (_lock)
        {
            if (--waiter.Users > 0 || !Remove(waiter)) return;
            _wait.Wake();
        }
    }

    /// <summary>True if it was still waited for. Under the lock.</summary>
    private bool Remove(Waiter waiter)
    {
        var key = (waiter.Entry.Descriptor, waiter.Entry.Events);
        if (_waiters.GetValueOrDefault(key) != waiter) return false;
        _waiters.Remove(key);
        waiter.Release();
        return true;
    }

    private void Run()
    {
        while (true)
        {
            Waiter[] waiters;
            lock (_lock) waiters = [.. _waiters.Values];
            var entries = new PollEntry[waiters.Length + 1];
            for (var i = 0; i < waiters.Length; i++) entries[i + 1] = waiters[i].Entry;
            Exception? failure = null;
            try
            {
                _wait.Wait(entries, Timeout.InfiniteTimeSpan, CancellationToken.None);
            }
            catch (IOException exception)
            {
                failure = exception;
            }
            lock (_lock)
            {
                for (var i = 0; i < waiters.Length; i++)
                {
                    if ((entries[i + 1].Returned == 0 && failure is null) || !Remove(waiters[i])) continue;
                    if (failure is null) waiters[i].Ready.SetResult();
                    else waiters[i].Ready.SetException(failure);
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

        /// <summary>How many wait for it.</summary>
        public int Users { get; set; } = 1;

        public void Release() => _file.DangerousRelease();
    }
}
