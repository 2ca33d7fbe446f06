using Wasi.Clocks;

namespace Microlight.Wasi.Clocks;

/// <summary>wasi:clocks/timezone: UTC. Where the host is, is not the guest's business unless somebody tells it.</summary>
internal sealed class TimezoneHost : ITimezone
{
    public ValueTask<TimezoneDisplay> DisplayAsync(Datetime when, CancellationToken cancellationToken = default) => new(new TimezoneDisplay(0, "UTC", false));

    public ValueTask<int> UtcOffsetAsync(Datetime when, CancellationToken cancellationToken = default) => new(0);
}
