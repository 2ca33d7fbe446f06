namespace Microlight.Tests.Pooling;

/// <summary>With a fresh machine per tenant, no sandbox serves two tenants.</summary>
public class PoolTenantTests
{
    [SkippableFact]
    public void A_tenant_gets_its_own_machine_back_and_never_anothers()
    {
        using var image = PoolGuest.Build();
        using var pool = Create(image, maximum: 3);
        var a = Use(pool, "a");
        var b = Use(pool, "b");
        Assert.NotSame(a, b);
        Assert.Same(a, Use(pool, "a"));
        Assert.Same(b, Use(pool, "b"));
        var c = Use(pool, "c");
        // Full: the one unused for longest makes room.
        Assert.NotSame(b, Use(pool, "d"));
        Assert.True(a.IsDisposed);
        Assert.Same(b, Use(pool, "b"));
        Assert.Same(c, Use(pool, "c"));
        Assert.Equal(3, pool.Count);
    }

    [SkippableFact]
    public async Task A_waiting_tenant_gets_a_new_machine_in_the_place_of_anothers()
    {
        using var image = PoolGuest.Build();
        using var pool = Create(image, maximum: 1);
        var lease = pool.Rent("a");
        var sandbox = lease.Sandbox;
        var waiting = pool.RentAsync("b").AsTask();
        lease.Dispose();
        using var next = await waiting;
        Assert.True(sandbox.IsDisposed);
        Assert.Equal(1u, next.Sandbox.Call<ulong>("Count"));
        Assert.Equal(1, pool.Count);
    }

    [SkippableFact]
    public void Prewarmed_machines_are_nobodys_until_their_first_rent()
    {
        using var image = PoolGuest.Build();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Prewarm = 2, Maximum = 2, FreshMachinePerTenant = true });
        Assert.NotSame(Use(pool, "a"), Use(pool, "b"));
        Assert.Equal(2, pool.Count);
    }

    [SkippableFact]
    public void A_rent_names_a_tenant_where_the_pool_keeps_them_apart_and_only_there()
    {
        using var image = PoolGuest.Build();
        using var apart = Create(image, maximum: 1);
        Assert.Contains("name the tenant", Assert.Throws<InvalidOperationException>(() => apart.Rent()).Message);
        using var together = SandboxPool.Create(image, PoolGuest.Options());
        Assert.Contains("does not keep tenants apart", Assert.Throws<InvalidOperationException>(() => together.Rent("a")).Message);
    }

    private static SandboxPool Create(GuestImage image, int maximum) =>
        SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Maximum = maximum, FreshMachinePerTenant = true });

    private static Sandbox Use(SandboxPool pool, string tenant)
    {
        using var lease = pool.Rent(tenant);
        Assert.Equal(1u, lease.Sandbox.Call<ulong>("Count"));
        return lease.Sandbox;
    }
}
