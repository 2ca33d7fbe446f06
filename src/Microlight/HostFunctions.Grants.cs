using System.Security.Cryptography;

namespace Microlight;

/// <content>Ready-made host functions that a guest gets if it is granted them.</content>
public sealed partial class HostFunctions
{
    /// <summary>Most bytes of one <c>HostRandom</c>: as crypto.getRandomValues (W3C Web Cryptography API, 10.1.1).</summary>
    private const uint MostRandomBytes = 65536;

    /// <summary>
    /// Grants a clock: <c>HostClock(>I)</c>, nanoseconds since 1970-01-01 00:00 UTC, and <c>HostMonotonic(>I)</c>, nanoseconds from an
    /// arbitrary point that only grow. Snapshots do not keep them: a restored guest sees the time that it is.
    /// </summary>
    /// <param name="time">Null for the system's.</param>
    /// <exception cref="ArgumentException">Functions of these names are registered already.</exception>
    /// <exception cref="InvalidOperationException">A sandbox uses these functions already.</exception>
    public HostFunctions AddClock(TimeProvider? time = null)
    {
        const int nanosecondsPerTick = 100;
        time ??= TimeProvider.System;
        var start = time.GetTimestamp();
        return Add("HostClock", () => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * nanosecondsPerTick)
            .Add("HostMonotonic", () => time.GetElapsedTime(start).Ticks * nanosecondsPerTick);
    }

    /// <summary>
    /// Grants random numbers: <c>HostRandom(u>y)</c>, as many bytes of the system's generator as asked for, at most 65536 (and what the
    /// mailbox holds).
    /// </summary>
    /// <exception cref="ArgumentException">A function of that name is registered already.</exception>
    /// <exception cref="InvalidOperationException">A sandbox uses these functions already.</exception>
    public HostFunctions AddRandom() => Add("HostRandom", (uint count) => count <= MostRandomBytes
        ? RandomNumberGenerator.GetBytes((int)count)
        : throw new ProtocolViolationException($"The guest asked for {count} random bytes; {MostRandomBytes} are possible at once."));
}
