using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Microlight.Diagnostics;

/// <summary>
/// What a guest logs through <c>HostLog</c>, on its way to the host's logger. A class of its own: a sandbox without a logger does not
/// load the logging assembly.
/// </summary>
internal static partial class GuestLog
{
    private const int Levels = 6; // Trace … Critical, the numbers of Microsoft.Extensions.Logging.LogLevel

    private static readonly string[] s_levelNames = ["trace", "debug", "information", "warning", "error", "critical"];

    /// <summary>Takes a line from a guest.</summary>
    /// <exception cref="ProtocolViolationException">There is no such level.</exception>
    public static void Write(Sandbox sandbox, object? logger, int level, string line)
    {
        if ((uint)level >= Levels)
            throw new ProtocolViolationException($"The guest logged a line of level {level}; the levels are 0 (trace) to {Levels - 1} (critical).");
        if (DiagnosticsSwitch.IsOn) Count(sandbox, level);
        if (logger is not null) Forward(logger, sandbox, level, line);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Count(Sandbox sandbox, int level) => MicrolightDiagnostics.GuestLogLines.Add(1,
        MicrolightDiagnostics.Tag(Tags.Image, sandbox.Image.Name), MicrolightDiagnostics.Tag(Tags.Level, s_levelNames[level]));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forward(object logger, Sandbox sandbox, int level, string line)
    {
        var target = (ILogger)logger;
        if (target.IsEnabled((LogLevel)level)) Line(target, (LogLevel)level, sandbox.Image.Name, sandbox.Id, GuestText.Printable(line));
    }

    [LoggerMessage(EventId = 1, EventName = "GuestLog", Message = "[{Image} {Sandbox}] {Line}", SkipEnabledCheck = true)]
    private static partial void Line(ILogger logger, LogLevel level, string image, string sandbox, string line);
}
