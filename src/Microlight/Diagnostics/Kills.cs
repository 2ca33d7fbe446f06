using System.Runtime.CompilerServices;
using Microlight.Machine;

namespace Microlight.Diagnostics;

/// <summary>Counts calls that were stopped from outside.</summary>
internal static class Kills
{
    public static void Count(GuestImage image, StopReason reason)
    {
        if (DiagnosticsSwitch.IsOn) Report(image, reason);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Report(GuestImage image, StopReason reason) => MicrolightDiagnostics.Kills.Add(1,
        MicrolightDiagnostics.Tag(Tags.Image, image.Name), MicrolightDiagnostics.Tag(Tags.Reason, reason switch
        {
            StopReason.TimedOut => "timeout",
            StopReason.CpuBudget => "cpu_budget",
            StopReason.Cancelled => "cancelled",
            _ => "disposed",
        }));
}
