using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Microlight.Wasi;

/// <summary>Tells the host of what a guest was denied: its callback, its log, and a counter.</summary>
internal sealed partial class Denials(WasiOptions options)
{
    /// <summary>A guest may ask a million times; the log is read by people.</summary>
    private const int MostLogged = 100;
    private const int LongestTarget = 200;

    /// <summary>The switch of docs/observability.md: programs without metrics do not load them.</summary>
    private static readonly Counter<long>? Counter = AppContext.TryGetSwitch("Microlight.Diagnostics.IsSupported", out var isSupported) && !isSupported ? null
        : new Meter("Microlight").CreateCounter<long>("microlight.wasi.denials", "{denial}", "What guests asked of WASI and were not granted.");

    private int _logged;

    public void Report(string @interface, string operation, string target)
    {
        Counter?.Add(1, new KeyValuePair<string, object?>("interface", @interface), new KeyValuePair<string, object?>("operation", operation));
        if (options.Logger is { } logger)
        {
            var count = Interlocked.Increment(ref _logged);
            if (count <= MostLogged) LogDenial(logger, @interface, operation, Printable(target));
            if (count == MostLogged) LogSilence(logger);
        }
        options.Denied?.Invoke(new WasiDenial(@interface, operation, target));
    }

    /// <summary>One line, whatever the guest wrote.</summary>
    private static string Printable(string text)
    {
        var start = text.Length <= LongestTarget ? text : text[..LongestTarget] + "…";
        return string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator ? '\ufffd' : c));
    }

    [LoggerMessage(1, LogLevel.Warning, "WASI denied {Operation} of {Interface}: {Target}", EventName = "WasiDenied")]
    private static partial void LogDenial(ILogger logger, string @interface, string operation, string target);

    [LoggerMessage(2, LogLevel.Warning, "WASI denies this guest too much to log more of it", EventName = "WasiDeniedMuch")]
    private static partial void LogSilence(ILogger logger);
}
