using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Microlight.Tests.Diagnostics;

/// <summary>Listens to the library's meter and keeps what concerns one image.</summary>
internal sealed class Recorder : IDisposable
{
    private sealed record Entry(string Instrument, double Value, Dictionary<string, object?> Tags);

    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Entry> _entries = new();

    public Recorder(string image)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Microlight") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var entry = new Entry(instrument.Name, value, new Dictionary<string, object?>(tags.ToArray()));
            if (entry.Tags.TryGetValue("image", out var name) && (string?)name == image) _entries.Enqueue(entry);
        }
    }

    public IEnumerable<double> Durations => _entries.Where(entry => entry.Instrument.EndsWith(".duration", StringComparison.Ordinal)).Select(entry => entry.Value);

    /// <summary>A tag's value in each measurement of an instrument, in order.</summary>
    public IEnumerable<string?> Values(string instrument, string tag) =>
        _entries.Where(entry => entry.Instrument == instrument).Select(entry => entry.Tags[tag]?.ToString());

    public long Sum(string instrument, string? tag = null, string? value = null) =>
        (long)_entries.Where(entry => entry.Instrument == instrument && (tag is null || (string?)entry.Tags[tag] == value)).Sum(entry => entry.Value);

    public void Dispose() => _listener.Dispose();
}
