using System.Diagnostics;

namespace Microlight.Bench.Floor;

/// <summary>What takes two threads, each on a CPU of its own.</summary>
internal sealed class ThreadOperations(Guests guests) : IDisposable
{
    private readonly Sandbox _spinning = Sandbox.Create(guests.Small, Guests.Options);
    private readonly SandboxPool _pool = SandboxPool.Create(guests.Small, Guests.Options, new SandboxPoolOptions { Prewarm = 2, Maximum = 2 });

    public IReadOnlyList<Operation> All =>
    [
        new("kill", 50, "immediate_exit, tgkill, until KVM_RUN has returned; Microlight: from Cancel until the exception is caught", MeasureKill),
        new("pool", 400, "two threads: a machine off a stack under a mutex, recycle-0, and back", MeasurePool),
    ];

    private double[] MeasureKill(int count)
    {
        var durations = new double[count];
        var spin = _spinning.Image.GetFunction("Spin");
        using var go = new SemaphoreSlim(0);
        using var ready = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        CancellationTokenSource? source = null;
        long returned = 0;
        var thread = new Thread(() =>
        {
            Affinity.PinThread(1);
            for (var i = 0; i < count; i++)
            {
                go.Wait();
                ready.Release();
                try
                {
                    _spinning.Invoke(spin, [], [], source!.Token);
                }
                catch (OperationCanceledException)
                {
                    returned = Stopwatch.GetTimestamp();
                }
                _spinning.Restore();
                done.Release();
            }
        });
        thread.Start();
        for (var i = 0; i < count; i++)
        {
            using (source = new CancellationTokenSource())
            {
                go.Release();
                ready.Wait();
                Thread.Sleep(1); // The guest is running.
                var start = Stopwatch.GetTimestamp();
                source.Cancel();
                done.Wait();
                durations[i] = Stopwatch.GetElapsedTime(start, returned).TotalNanoseconds;
            }
        }
        thread.Join();
        return durations;
    }

    private double[] MeasurePool(int count)
    {
        var durations = new double[count];
        var touch = guests.Small.GetFunction("Touch");
        var threads = Enumerable.Range(0, 2).Select(index => new Thread(() =>
        {
            Affinity.PinThread(index);
            GuestValue[] none = [0];
            for (var i = 0; i < count / 2; i++)
            {
                var start = Stopwatch.GetTimestamp();
                using (var rented = _pool.Rent()) rented.Sandbox.Invoke(touch, none, []);
                durations[index * (count / 2) + i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return durations;
    }

    public void Dispose()
    {
        _spinning.Dispose();
        _pool.Dispose();
    }
}
