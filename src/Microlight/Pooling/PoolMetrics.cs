using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microlight.Diagnostics;

namespace Microlight.Pooling;

/// <summary>
/// Metrics of all pools, by the pool's name; callers ask <see cref="DiagnosticsSwitch.IsOn"/> first. Sizes are asked for when somebody listens; the rest is
/// counted as it happens.
/// </summary>
internal static class PoolMetrics
{
    private const string PoolTag = "pool";

    private static readonly Meter s_meter = MicrolightDiagnostics.Meter;
    private static readonly Lock s_gate = new();
    private static readonly HashSet<SandboxPool> s_pools = [];
    private static readonly Counter<long> s_rents = s_meter.CreateCounter<long>("microlight.pool.rents", "{rent}", "Sandboxes lent.");
    private static readonly Histogram<double> s_rentDuration = s_meter.CreateHistogram<double>("microlight.pool.rent.duration", "s", "From the request for a sandbox to its lease.");
    private static readonly Counter<long> s_creations = s_meter.CreateCounter<long>("microlight.pool.creations", "{sandbox}", "Sandboxes created.");
    private static readonly Counter<long> s_resets = s_meter.CreateCounter<long>("microlight.pool.resets", "{reset}", "Sandboxes restored between two rents.");
    private static readonly Counter<long> s_trims = s_meter.CreateCounter<long>("microlight.pool.trims", "{sandbox}", "Idle sandboxes ended.");
    private static readonly Counter<long> s_failures = s_meter.CreateCounter<long>("microlight.pool.failures", "{sandbox}", "Sandboxes that could not be restored or made ready ahead of a rent.");

    static PoolMetrics()
    {
        s_meter.CreateObservableUpDownCounter("microlight.pool.size", () => Observe(pool => pool.Count), "{sandbox}", "Sandboxes of the pool, lent or idle.");
        s_meter.CreateObservableUpDownCounter("microlight.pool.idle", () => Observe(pool => pool.IdleCount), "{sandbox}", "Sandboxes that wait for a renter.");
        s_meter.CreateObservableUpDownCounter("microlight.pool.waiting", () => Observe(pool => pool.WaitingCount), "{request}", "Renters that wait for a sandbox.");
    }

    public static void Add(SandboxPool pool)
    {
        lock (s_gate) s_pools.Add(pool);
    }

    public static void Remove(SandboxPool pool)
    {
        lock (s_gate) s_pools.Remove(pool);
    }

    public static void Rented(SandboxPool pool, long start)
    {
        if (s_rents.Enabled) s_rents.Add(1, Tag(pool));
        if (s_rentDuration.Enabled) s_rentDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, Tag(pool));
    }

    public static void Created(SandboxPool pool) => Count(s_creations, pool, 1);
    public static void Restored(SandboxPool pool) => Count(s_resets, pool, 1);
    public static void Trimmed(SandboxPool pool, int count) => Count(s_trims, pool, count);
    public static void Failed(SandboxPool pool) => Count(s_failures, pool, 1);

    private static void Count(Counter<long> counter, SandboxPool pool, int count)
    {
        if (counter.Enabled) counter.Add(count, Tag(pool));
    }

    private static KeyValuePair<string, object?> Tag(SandboxPool pool) => new(PoolTag, pool.Name);

    /// <summary>Pools of one name count as one.</summary>
    private static IEnumerable<Measurement<int>> Observe(Func<SandboxPool, int> value)
    {
        SandboxPool[] pools;
        lock (s_gate) pools = [.. s_pools];
        return pools.GroupBy(pool => pool.Name, (name, group) => new Measurement<int>(group.Sum(value), new KeyValuePair<string, object?>(PoolTag, name)));
    }
}
