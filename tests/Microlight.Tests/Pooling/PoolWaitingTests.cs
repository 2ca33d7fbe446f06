namespace Microlight.Tests.Pooling;

/// <summary>Who waits for a sandbox gets it in turn, or leaves without taking one along.</summary>
public class PoolWaitingTests
{
    [SkippableFact]
    public async Task First_come_first_served()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1 });
        var lease = pool.Rent();
        var waiting = Enumerable.Range(0, 8).Select(_ => pool.RentAsync().AsTask()).ToArray();
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.Equal(waiting.Length - i, pool.WaitingCount);
            Assert.DoesNotContain(waiting[i..], task => task.IsCompleted);
            lease.Dispose();
            lease = await waiting[i];
        }
        lease.Dispose();
        Assert.Equal((1, 1, 0), (pool.Count, pool.IdleCount, pool.WaitingCount));
    }

    [SkippableFact]
    public async Task A_cancelled_waiter_takes_nothing_along()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1 });
        using var source = new CancellationTokenSource();
        var lease = pool.Rent();
        var cancelled = pool.RentAsync(source.Token).AsTask();
        var patient = pool.RentAsync().AsTask();
        source.Cancel();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Equal(1, pool.WaitingCount);
        lease.Dispose();
        (await patient).Dispose();
        // A token that was cancelled before takes not even a free one.
        Assert.ThrowsAny<OperationCanceledException>(() => pool.Rent(source.Token));
        Assert.Equal((1, 1, 0), (pool.Count, pool.IdleCount, pool.WaitingCount));
    }

    [SkippableFact]
    public async Task No_more_wait_than_may()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Name = "small", Maximum = 1, MaximumWaiting = 1 });
        var lease = pool.Rent();
        var waiting = pool.RentAsync().AsTask();
        Assert.Equal("All 1 sandboxes of the pool 'small' are in use, and 1 callers wait for one; return leases sooner, or raise SandboxPoolOptions.Maximum or MaximumWaiting.",
            (await Assert.ThrowsAsync<SandboxPoolExhaustedException>(() => pool.RentAsync().AsTask())).Message);
        lease.Dispose();
        (await waiting).Dispose();
        // There is one again, and nobody need wait.
        pool.Rent().Dispose();
        Assert.Equal((1, 1, 0), (pool.Count, pool.IdleCount, pool.WaitingCount));
    }

    [SkippableFact]
    public async Task A_rent_that_lasts_too_long_says_so()
    {
        using var image = PoolGuest.Build();
        var time = new ManualTimeProvider();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1, RentTimeout = TimeSpan.FromSeconds(5), TimeProvider = time });
        var lease = pool.Rent();
        var waiting = pool.RentAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(4));
        var later = pool.RentAsync().AsTask();
        Assert.Equal(2, pool.WaitingCount);
        time.Advance(TimeSpan.FromSeconds(1));
        var exception = await Assert.ThrowsAsync<SandboxPoolExhaustedException>(() => waiting);
        Assert.Contains("All 1 sandboxes of the pool 'pool guest' stayed in use for 5 s", exception.Message);
        Assert.Equal(1, pool.WaitingCount);
        lease.Dispose();
        (await later).Dispose();
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 1, 0), (pool.Count, pool.IdleCount, pool.WaitingCount));
    }

    [SkippableFact]
    public async Task A_blocked_thread_waits_as_well()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1 });
        var lease = pool.Rent();
        var waiting = Task.Factory.StartNew(() =>
        {
            using var own = pool.Rent();
            return own.Sandbox.Call<ulong>("Count");
        }, TaskCreationOptions.LongRunning);
        while (pool.WaitingCount == 0) await Task.Delay(1);
        lease.Dispose();
        Assert.Equal(1u, await waiting);
        Assert.Equal((1, 1), (pool.Count, pool.IdleCount));
    }

    [SkippableFact]
    public async Task Waiters_hear_one_after_the_other_that_no_sandbox_can_be_made()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1 });
        var lease = pool.Rent();
        var waiting = Enumerable.Range(0, 3).Select(_ => pool.RentAsync().AsTask()).ToArray();
        image.Dispose();
        lease.Sandbox.Dispose();
        lease.Dispose();
        foreach (var task in waiting) await Assert.ThrowsAsync<ObjectDisposedException>(() => task);
        Assert.Equal((0, 0, 0), (pool.Count, pool.IdleCount, pool.WaitingCount));
    }
}
