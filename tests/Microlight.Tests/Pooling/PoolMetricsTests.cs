using System.Diagnostics.Metrics;

namespace Microlight.Tests.Pooling;

/// <summary>What a listener to the meter "Microlight" hears of pools.</summary>
public class PoolMetricsTests
{
    [SkippableFact]
    public async Task Sizes_and_events_are_measured_by_pool()
    {
        using var image = PoolGuest.Build();
        var time = new ManualTimeProvider();
        var name = Guid.NewGuid().ToString();
        var sums = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Microlight" && instrument.Name.StartsWith("microlight.pool.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
            },
        };
        void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests' pools are heard as well.
            foreach (var (key, tag) in tags)
                if (key == "pool" && tag is string pool && pool == name)
                    lock (sums) sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + (instrument is Histogram<double> ? 1 : value);
        }
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.Start();

        using var pool = SandboxPool.Create(image, PoolGuest.Options(),
            new SandboxPoolOptions { Name = name, Prewarm = 1, Maximum = 2, IdleTimeout = TimeSpan.FromSeconds(1), TimeProvider = time });
        Task<PooledSandbox> waiting;
        using (pool.Rent())
        using (pool.Rent())
        {
            waiting = pool.RentAsync().AsTask();
            listener.RecordObservableInstruments();
            Assert.Equal((2, 0, 1), (sums["microlight.pool.size"], sums["microlight.pool.idle"], sums["microlight.pool.waiting"]));
        }
        (await waiting).Dispose();
        using (var lease = pool.Rent()) lease.Sandbox.Dispose();
        time.Advance(TimeSpan.FromSeconds(1));
        string[] counters = ["rents", "rent.duration", "creations", "resets", "failures", "trims"];
        Assert.Equal([4, 4, 2, 3, 1, 1], counters.Select(counter => sums["microlight.pool." + counter]));
    }
}
