using System.Diagnostics.Metrics;

namespace Microlight.Tars.Diagnostics;

/// <summary>The instruments of the meter <c>Microlight.Tars</c> (docs/tars.md lists them).</summary>
internal static class TarsMetrics
{
    private static readonly Meter s_meter = new("Microlight.Tars");

    public static readonly UpDownCounter<int> Connections = s_meter.CreateUpDownCounter<int>("tars.server.connections", "{connection}", "Connections of clients.");
    public static readonly UpDownCounter<int> ActiveCalls = s_meter.CreateUpDownCounter<int>("tars.server.active_calls", "{call}", "Calls that run.");
    public static readonly UpDownCounter<int> QueuedCalls = s_meter.CreateUpDownCounter<int>("tars.server.queued_calls", "{call}", "Calls that wait for their turn.");
    public static readonly Histogram<double> ServerDuration = s_meter.CreateHistogram<double>("tars.server.call.duration", "s", "From a request's arrival to its reply.");
    public static readonly Counter<long> ProtocolErrors = s_meter.CreateCounter<long>("tars.server.protocol_errors", "{error}", "Connections closed and datagrams dropped because of what was in them.");
    public static readonly Histogram<double> ClientDuration = s_meter.CreateHistogram<double>("tars.client.call.duration", "s", "From a call's start to its reply.");

    /// <summary>A call of a server ended.</summary>
    public static void Record(TarsCall call, TimeSpan duration)
    {
        if (!ServerDuration.Enabled) return;
        // Names that only a client made up would be series without end.
        var isKnown = call.Servant is not null && call.Code != TarsReturnCode.NoFunction;
        ServerDuration.Record(duration.TotalSeconds, new("tars.servant", call.Servant is null ? "" : call.Request.ServantName), new("tars.function", isKnown ? call.FunctionName : ""), new("tars.code", (int)call.Code));
    }
}
