namespace Microlight.Tests.Pooling;

/// <summary>What a pool lends, in which state, and what becomes of what is returned.</summary>
public class SandboxPoolTests
{
    [SkippableFact]
    public void Prewarmed_sandboxes_are_lent_the_last_returned_first_and_more_are_made_up_to_the_maximum()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Prewarm = 2, Maximum = 3 });
        Assert.Equal((2, 2, 0), (pool.Count, pool.IdleCount, pool.WaitingCount));
        var leases = Enumerable.Range(0, 3).Select(_ => pool.Rent()).ToArray();
        Assert.Equal((3, 0), (pool.Count, pool.IdleCount));
        Assert.Equal(3, leases.Select(lease => lease.Sandbox).Distinct().Count());
        var last = leases[1].Sandbox;
        foreach (var lease in (PooledSandbox[])[leases[0], leases[2], leases[1]]) lease.Dispose();
        Assert.Equal((3, 3), (pool.Count, pool.IdleCount));
        using var again = pool.Rent();
        Assert.Same(last, again.Sandbox);
    }

    [SkippableTheory]
    [InlineData(SandboxResetPolicy.RestoreOnReturn, 1, 1, true)]
    [InlineData(SandboxResetPolicy.RestoreOnRent, 1, 1, true)]
    [InlineData(SandboxResetPolicy.Reuse, 1, 2, true)]
    [InlineData(SandboxResetPolicy.NewPerRent, 1, 1, false)]
    public void Each_policy_leaves_the_next_renter_what_it_says(SandboxResetPolicy reset, ulong first, ulong second, bool same)
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1, Reset = reset });
        Sandbox used;
        using (var lease = pool.Rent())
        {
            used = lease.Sandbox;
            Assert.Equal(first, used.Call<ulong>("Count"));
        }
        using (var lease = pool.Rent())
        {
            Assert.Equal(same, ReferenceEquals(used, lease.Sandbox));
            Assert.Equal(!same, used.IsDisposed);
            Assert.Equal(second, lease.Sandbox.Call<ulong>("Count"));
        }
    }

    [SkippableFact]
    public void An_idle_sandbox_keeps_nothing_with_restore_on_return_and_everything_until_the_rent_with_restore_on_rent()
    {
        using var image = PoolGuest.Build();
        foreach (var (reset, kept) in ((SandboxResetPolicy, byte)[])[(SandboxResetPolicy.RestoreOnReturn, 0), (SandboxResetPolicy.RestoreOnRent, 1)])
        {
            using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1, Reset = reset });
            Sandbox sandbox;
            using (var lease = pool.Rent())
            {
                sandbox = lease.Sandbox;
                sandbox.Call<ulong>("Count");
            }
            var counter = new byte[1];
            Assert.True(sandbox.TryRead(Guests.GuestBuilder.DataAddress, counter));
            Assert.Equal(kept, counter[0]);
        }
    }

    [SkippableTheory]
    [InlineData(SandboxResetPolicy.RestoreOnReturn)]
    [InlineData(SandboxResetPolicy.RestoreOnRent)]
    [InlineData(SandboxResetPolicy.Reuse)]
    public void A_poisoned_sandbox_comes_back_to_life(SandboxResetPolicy reset)
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1, Reset = reset });
        var limits = new CallLimits { Timeout = TimeSpan.FromMilliseconds(20) };
        foreach (var (function, exception) in ((string, Type)[])[("Trap", typeof(GuestTrapException)), ("Spin", typeof(SandboxTimeoutException))])
        {
            using (var lease = pool.Rent()) Assert.Throws(exception, () => lease.Sandbox.Invoke(image.GetFunction(function), [], [], function == "Spin" ? limits : default));
            using (var lease = pool.Rent()) Assert.Equal(1u, lease.Sandbox.Call<ulong>("Count"));
        }
        Assert.Equal(1, pool.Count);
    }

    [SkippableFact]
    public void New_per_rent_keeps_the_prewarmed_number_ready()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Prewarm = 2, Maximum = 3, Reset = SandboxResetPolicy.NewPerRent });
        var seen = new HashSet<Sandbox>();
        for (var round = 0; round < 5; round++)
        {
            var leases = Enumerable.Range(0, 3).Select(_ => pool.Rent()).ToArray();
            foreach (var lease in leases)
            {
                Assert.True(seen.Add(lease.Sandbox));
                Assert.Equal(1u, lease.Sandbox.Call<ulong>("Count"));
                lease.Dispose();
            }
            Assert.Equal((2, 2), (pool.Count, pool.IdleCount));
        }
    }

    [SkippableTheory]
    [InlineData(SandboxResetPolicy.RestoreOnReturn)]
    [InlineData(SandboxResetPolicy.RestoreOnRent)]
    [InlineData(SandboxResetPolicy.Reuse)]
    [InlineData(SandboxResetPolicy.NewPerRent)]
    public void A_sandbox_that_cannot_be_restored_is_replaced(SandboxResetPolicy reset)
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1, Reset = reset });
        // Disposed of by its renter: what a restore cannot mend.
        using (var lease = pool.Rent()) lease.Sandbox.Dispose();
        Assert.Equal((0, 0), (pool.Count, pool.IdleCount));
        using (var lease = pool.Rent()) Assert.Equal(1u, lease.Sandbox.Call<ulong>("Count"));
    }

    [SkippableTheory]
    [InlineData(SandboxResetPolicy.RestoreOnReturn)]
    [InlineData(SandboxResetPolicy.RestoreOnRent)]
    [InlineData(SandboxResetPolicy.NewPerRent)]
    public void Sandboxes_of_a_snapshot_start_there_and_come_back_there(SandboxResetPolicy reset)
    {
        using var image = PoolGuest.Build();
        using var first = Sandbox.Create(image, PoolGuest.Options());
        for (var i = 0; i < 5; i++) first.Call<ulong>("Count");
        using var snapshot = first.TakeSnapshot();
        using var pool = SandboxPool.Create(snapshot, PoolGuest.Options(), new SandboxPoolOptions { Prewarm = 1, Maximum = 2, Reset = reset });
        Assert.Equal("pool guest", pool.Name);
        for (var i = 0; i < 3; i++)
        {
            using var lease = pool.Rent();
            Assert.Equal(6u, lease.Sandbox.Call<ulong>("Count"));
            // Where a renter takes it does not matter to the next.
            using var own = lease.Sandbox.TakeSnapshot();
            lease.Sandbox.Restore(own);
            Assert.Equal(7u, lease.Sandbox.Call<ulong>("Count"));
        }
    }

    [SkippableFact]
    public void A_lease_returns_its_sandbox_once_and_knows_it_no_more()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1 });
        var lease = pool.Rent();
        lease.Dispose();
        lease.Dispose();
        Assert.Equal((1, 1), (pool.Count, pool.IdleCount));
        Assert.Throws<ObjectDisposedException>(() => lease.Sandbox);
    }

    [SkippableFact]
    public async Task A_call_without_a_lease_of_its_own()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 2 });
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => pool.CallAsync<ulong>("Count").AsTask())), count => Assert.Equal(1u, count));
        await pool.CallAsync("CallHost");
        await Assert.ThrowsAsync<GuestTrapException>(async () => await pool.CallAsync("Trap"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await pool.CallAsync("NoSuchFunction"));
        Assert.Equal(pool.Count, pool.IdleCount);
        Assert.InRange(pool.Count, 1, 2);
    }

    [SkippableFact]
    public async Task A_sandbox_returned_by_its_own_host_function_is_ended_and_its_place_goes_to_who_waits()
    {
        using var image = PoolGuest.Build();
        PooledSandbox? lease = null;
        using var pool = SandboxPool.Create(image, PoolGuest.Options(() => lease!.Dispose()), new SandboxPoolOptions { Maximum = 1 });
        lease = pool.Rent();
        var sandbox = lease.Sandbox;
        var waiting = pool.RentAsync().AsTask();
        Assert.Throws<ObjectDisposedException>(() => sandbox.Call("CallHost"));
        using var next = await waiting;
        Assert.NotSame(sandbox, next.Sandbox);
        Assert.True(sandbox.IsDisposed);
        Assert.Equal(1, pool.Count);
    }

    [SkippableFact]
    public async Task A_sandbox_returned_while_its_host_function_waits_is_ended_too()
    {
        using var image = PoolGuest.Build();
        var answer = new TaskCompletionSource();
        var options = new SandboxOptions { HostFunctions = new HostFunctions().Add("Host", () => answer.Task) };
        using var pool = SandboxPool.Create(image, options, new SandboxPoolOptions { Maximum = 1 });
        var lease = pool.Rent();
        var sandbox = lease.Sandbox;
        var call = sandbox.CallAsync("CallHost").AsTask();
        Assert.False(call.IsCompleted);
        lease.Dispose();
        using (var next = pool.Rent()) Assert.Equal(1u, next.Sandbox.Call<ulong>("Count"));
        answer.SetResult();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        Assert.True(sandbox.IsDisposed);
        Assert.Equal((1, 1), (pool.Count, pool.IdleCount));
    }

    [SkippableFact]
    public async Task A_disposed_pool_refuses_renters_and_lets_leases_end_in_peace()
    {
        using var image = PoolGuest.Build();
        PooledSandbox lease;
        Sandbox idle, lent;
        Task<PooledSandbox> waiting;
        SandboxPool pool;
        await using (pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 2 }))
        {
            lease = pool.Rent();
            lent = lease.Sandbox;
            using (var other = pool.Rent()) idle = other.Sandbox;
            using var all = pool.Rent();
            idle = all.Sandbox;
            waiting = pool.RentAsync().AsTask();
            Assert.Equal(1, pool.WaitingCount);
        }
        // `all` was returned before the pool was disposed of, so the waiter had it.
        var late = await waiting;
        Assert.Same(idle, late.Sandbox);
        Assert.Equal(1u, lent.Call<ulong>("Count"));
        lease.Dispose();
        Assert.True(lent.IsDisposed);
        late.Dispose();
        Assert.True(idle.IsDisposed);
        Assert.Equal((0, 0), (pool.Count, pool.IdleCount));
        Assert.Contains("pool guest", Assert.Throws<ObjectDisposedException>(() => pool.Rent()).Message);
        pool.Dispose();
    }

    [SkippableFact]
    public async Task Waiters_of_a_disposed_pool_are_refused()
    {
        using var image = PoolGuest.Build();
        var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = 1 });
        using var lease = pool.Rent();
        var waiting = pool.RentAsync().AsTask();
        pool.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Equal(0, pool.WaitingCount);
    }

    [SkippableFact]
    public void What_a_sandbox_lacks_is_said_at_creation_and_takes_no_place()
    {
        using var image = PoolGuest.Build();
        Assert.Throws<ImportException>(() => SandboxPool.Create(image, options: new SandboxPoolOptions { Prewarm = 1 }));
        using var pool = SandboxPool.Create(image, options: new SandboxPoolOptions { Maximum = 1 });
        for (var i = 0; i < 3; i++) Assert.Throws<ImportException>(() => pool.Rent());
        Assert.Equal((0, 0), (pool.Count, pool.IdleCount));
    }

    [SkippableTheory]
    [InlineData(0, 0, 0, null, "Maximum is 0")]
    [InlineData(3, 2, 0, null, "Prewarm is 3")]
    [InlineData(0, 2, 3, null, "Minimum is 3")]
    [InlineData(0, 2, 0, 0.0, "IdleTimeout is 00:00:00")]
    public void Options_out_of_range_are_named(int prewarm, int maximum, int minimum, double? idleSeconds, string message)
    {
        using var image = PoolGuest.Build();
        var options = new SandboxPoolOptions
        {
            Prewarm = prewarm,
            Maximum = maximum,
            Minimum = minimum,
            IdleTimeout = idleSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => SandboxPool.Create(image, PoolGuest.Options(), options)).Message);
    }
}
