namespace Microlight.Tests.Pooling;

/// <summary>Idle sandboxes are ended after their time, oldest first, down to the minimum.</summary>
public class PoolTrimTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(2)]
    public void Idle_sandboxes_go_down_to_the_minimum(int minimum)
    {
        using var image = PoolGuest.Build();
        var time = new ManualTimeProvider();
        using var pool = Create(image, time, new SandboxPoolOptions { Prewarm = 4, Maximum = 4, Minimum = minimum });
        time.Advance(s_timeout - TimeSpan.FromTicks(1));
        Assert.Equal(4, pool.Count);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((minimum, minimum), (pool.Count, pool.IdleCount));
        using (var lease = pool.Rent()) Assert.Equal(1u, lease.Sandbox.Call<ulong>("Count"));
        time.Advance(s_timeout);
        Assert.Equal(minimum, pool.Count);
    }

    [SkippableFact]
    public void Each_has_its_own_time_and_a_lent_one_is_left_alone()
    {
        using var image = PoolGuest.Build();
        var time = new ManualTimeProvider();
        using var pool = Create(image, time, new SandboxPoolOptions { Maximum = 3 });
        var leases = Enumerable.Range(0, 3).Select(_ => pool.Rent()).ToArray();
        var sandboxes = leases.Select(lease => lease.Sandbox).ToArray();
        leases[0].Dispose();
        time.Advance(s_timeout / 2);
        leases[1].Dispose();
        time.Advance(s_timeout / 2);
        Assert.Equal([true, false, false], sandboxes.Select(sandbox => sandbox.IsDisposed));
        time.Advance(s_timeout / 2);
        Assert.Equal([true, true, false], sandboxes.Select(sandbox => sandbox.IsDisposed));
        time.Advance(s_timeout * 10);
        Assert.Equal((1, 0), (pool.Count, pool.IdleCount));
        leases[2].Dispose();
        time.Advance(s_timeout);
        Assert.Equal((0, 0), (pool.Count, pool.IdleCount));
    }

    [SkippableFact]
    public void A_lent_sandbox_counts_towards_the_minimum()
    {
        using var image = PoolGuest.Build();
        var time = new ManualTimeProvider();
        using var pool = Create(image, time, new SandboxPoolOptions { Prewarm = 2, Maximum = 2, Minimum = 1 });
        using (pool.Rent())
        {
            time.Advance(s_timeout);
            Assert.Equal((1, 0), (pool.Count, pool.IdleCount));
        }
        time.Advance(s_timeout * 2);
        Assert.Equal((1, 1), (pool.Count, pool.IdleCount));
    }

    private static SandboxPool Create(GuestImage image, ManualTimeProvider time, SandboxPoolOptions options) =>
        SandboxPool.Create(image, PoolGuest.Options(), options with { IdleTimeout = s_timeout, TimeProvider = time });
}
