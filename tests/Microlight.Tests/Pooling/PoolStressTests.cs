using System.Collections.Concurrent;

namespace Microlight.Tests.Pooling;

/// <summary>Many renters at once, who cancel, fail and misbehave: what must hold always, and what must be left at the end.</summary>
public class PoolStressTests
{
    [SkippableTheory]
    [InlineData(SandboxResetPolicy.RestoreOnReturn, false)]
    [InlineData(SandboxResetPolicy.RestoreOnRent, false)]
    [InlineData(SandboxResetPolicy.NewPerRent, false)]
    [InlineData(SandboxResetPolicy.RestoreOnReturn, true)]
    public Task A_few_hundred_rents(SandboxResetPolicy reset, bool tenants) => Run(reset, tenants, rents: 60);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [InlineData(SandboxResetPolicy.RestoreOnReturn, false)]
    [InlineData(SandboxResetPolicy.RestoreOnRent, true)]
    [InlineData(SandboxResetPolicy.NewPerRent, true)]
    public Task Many_thousand_rents(SandboxResetPolicy reset, bool tenants) => Run(reset, tenants, rents: 3_000);

    private static async Task Run(SandboxResetPolicy reset, bool tenants, int rents)
    {
        const int Maximum = 3, Renters = 10;
        using var image = PoolGuest.Build();
        // Creations that fail now and then, as when the host runs out of something.
        var creations = 0;
        var pool = SandboxPool.Create("stress", () => Interlocked.Increment(ref creations) % 13 == 5
                ? throw new HypervisorUnavailableException("No room, says the test.")
                : Sandbox.Create(image, PoolGuest.Options(timeout: TimeSpan.FromSeconds(20))),
            new SandboxPoolOptions { Prewarm = 2, Maximum = Maximum, Minimum = 1, Reset = reset, FreshMachinePerTenant = tenants, IdleTimeout = TimeSpan.FromMilliseconds(1) });
        var inUse = new ConcurrentDictionary<Sandbox, int>();
        var owners = new ConcurrentDictionary<Sandbox, string>();
        int lent = 0, cancelled = 0, refused = 0;

        async Task Renter(int number)
        {
            var random = new Random(number);
            for (var i = 0; i < rents; i++)
            {
                using var source = random.Next(4) == 0 ? new CancellationTokenSource() : null;
                var token = source?.Token ?? default;
                var tenant = $"tenant {random.Next(4)}";
                var renting = tenants ? pool.RentAsync(tenant, token).AsTask() : pool.RentAsync(token).AsTask();
                if (source is not null)
                {
                    if (random.Next(2) == 0) await Task.Yield();
                    source.Cancel();
                }
                PooledSandbox lease;
                try
                {
                    lease = await renting;
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                    continue;
                }
                catch (HypervisorUnavailableException)
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }
                var sandbox = lease.Sandbox;
                Assert.True(inUse.TryAdd(sandbox, number), "Two renters have one sandbox.");
                Assert.True(inUse.Count <= Maximum, "More are lent than the maximum.");
                if (tenants) Assert.Equal(tenant, owners.GetOrAdd(sandbox, tenant));
                Interlocked.Increment(ref lent);
                Assert.Equal(1u, sandbox.Call<ulong>("Count"));
                if (random.Next(3) == 0) await Task.Yield();
                Assert.Equal(2u, sandbox.Call<ulong>("Count"));
                if (random.Next(10) == 0) Assert.Throws<GuestTrapException>(() => sandbox.Call("Trap"));
                if (random.Next(20) == 0) sandbox.Dispose();
                Assert.True(inUse.TryRemove(sandbox, out _));
                lease.Dispose();
                if (random.Next(20) == 0) lease.Dispose();
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Renters).Select(number => Task.Run(() => Renter(number))));
        Assert.Equal(Renters * rents, lent + cancelled + refused);
        Assert.True(lent > 0 && refused > 0, $"{lent} lent, {cancelled} cancelled, {refused} refused");
        Assert.Equal(0, pool.WaitingCount);
        Assert.Equal(pool.Count, pool.IdleCount);
        Assert.InRange(pool.Count, 0, Maximum);
        await pool.DisposeAsync();
        Assert.Equal((0, 0), (pool.Count, pool.IdleCount));
    }
}
