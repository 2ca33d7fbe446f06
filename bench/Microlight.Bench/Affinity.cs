using System.Diagnostics;

namespace Microlight.Bench;

/// <summary>Keeps a measurement on one CPU, so that both sides of a comparison have the same one.</summary>
internal static class Affinity
{
    /// <summary>Pins this process, and the children that it starts from now on, to the last CPU it may use.</summary>
    public static void PinProcess()
    {
        using var process = Process.GetCurrentProcess();
        if (!OperatingSystem.IsLinux()) return;
        var allowed = (ulong)process.ProcessorAffinity;
        process.ProcessorAffinity = (nint)(1UL << System.Numerics.BitOperations.Log2(allowed));
    }
}
