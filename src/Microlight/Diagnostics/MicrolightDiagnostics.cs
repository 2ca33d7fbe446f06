using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Microlight.Diagnostics;

/// <summary>
/// What the library measures (docs/observability.md). Everything that records here first asks <see cref="DiagnosticsSwitch.IsOn"/>,
/// then whether anybody listens.
/// </summary>
internal static class MicrolightDiagnostics
{
    public const string Name = "Microlight";

    public static readonly Meter Meter = new(Name, typeof(Sandbox).Assembly.GetName().Version!.ToString(3));
    public static readonly ActivitySource Activities = new(Name, Meter.Version);

    public static readonly Histogram<double> CallDuration =
        Meter.CreateHistogram<double>("microlight.call.duration", "s", "Calls of guest functions, host functions included.");

    public static readonly Histogram<double> CreateDuration =
        Meter.CreateHistogram<double>("microlight.create.duration", "s", "Creations of sandboxes.");

    public static readonly Histogram<double> RestoreDuration =
        Meter.CreateHistogram<double>("microlight.restore.duration", "s", "Restores of sandboxes.");

    public static readonly Histogram<long> PagesDirtied =
        Meter.CreateHistogram<long>("microlight.pages.dirtied", "{page}", "Pages of 4096 bytes that a restore found written.");

    public static readonly Counter<long> Exits =
        Meter.CreateCounter<long>("microlight.exits", "{exit}", "Returns from guest to host, by reason.");

    public static readonly Counter<long> Kills =
        Meter.CreateCounter<long>("microlight.kills", "{call}", "Calls stopped from outside, by reason.");

    public static readonly Counter<long> GuestLogLines =
        Meter.CreateCounter<long>("microlight.guest.log_lines", "{line}", "Lines that guests logged, by level.");

    static MicrolightDiagnostics() => Meter.CreateObservableUpDownCounter("microlight.sandboxes.active", ActiveSandboxes.Measure, "{sandbox}",
        "Sandboxes created and not yet disposed of.");

    public static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
