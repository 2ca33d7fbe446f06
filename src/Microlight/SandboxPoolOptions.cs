namespace Microlight;

/// <summary>Options of a <see cref="SandboxPool"/>: immutable, changed with <c>with</c>.</summary>
public sealed record SandboxPoolOptions
{
    /// <summary>What the pool is called in metrics and messages; null for the image's name.</summary>
    public string? Name { get; init; }

    /// <summary>Sandboxes to create with the pool, from 0 to <see cref="Maximum"/>; the others are created when they are first needed.</summary>
    public int Prewarm { get; init; }

    /// <summary>Most sandboxes at once, rented and idle together, at least 1; who asks for more waits. docs/density.md has what limits it.</summary>
    public int Maximum { get; init; } = Environment.ProcessorCount * 4;

    /// <summary>When a sandbox is brought back to its first state.</summary>
    public SandboxResetPolicy Reset { get; init; } = SandboxResetPolicy.RestoreOnReturn;

    /// <summary>How long a sandbox may lie idle before it is ended, positive; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Sandboxes that <see cref="IdleTimeout"/> leaves, from 0 (scale to zero) to <see cref="Maximum"/>, rented ones counted.</summary>
    public int Minimum { get; init; }

    /// <summary>
    /// A machine serves one tenant and is ended before another tenant gets its place: each rent must name its tenant. For tenants that
    /// must not share what a restore cannot clear (docs/security.md).
    /// </summary>
    public bool FreshMachinePerTenant { get; init; }

    /// <summary>How long a rent waits for a sandbox, positive; null for as long as its token allows.</summary>
    public TimeSpan? RentTimeout { get; init; }

    /// <summary>Most rents that wait at once, from 0; null for any number. One more is refused at once.</summary>
    public int? MaximumWaiting { get; init; }

    /// <summary>The clock of <see cref="IdleTimeout"/> and <see cref="RentTimeout"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (Maximum < 1) throw new ArgumentException($"{nameof(Maximum)} is {Maximum}; a pool needs room for at least one sandbox.");
        if (Prewarm < 0 || Prewarm > Maximum) throw new ArgumentException($"{nameof(Prewarm)} is {Prewarm}; it must be from 0 to {nameof(Maximum)}, which is {Maximum}.");
        if (Minimum < 0 || Minimum > Maximum) throw new ArgumentException($"{nameof(Minimum)} is {Minimum}; it must be from 0 to {nameof(Maximum)}, which is {Maximum}.");
        if (MaximumWaiting < 0) throw new ArgumentException($"{nameof(MaximumWaiting)} is {MaximumWaiting}; it must be at least 0, or null for any number.");
        if (!Enum.IsDefined(Reset)) throw new ArgumentException($"{nameof(Reset)} is {Reset}; there is no such policy.");
        ThrowUnlessPositive(nameof(IdleTimeout), IdleTimeout);
        ThrowUnlessPositive(nameof(RentTimeout), RentTimeout);
    }

    private static void ThrowUnlessPositive(string name, TimeSpan? time)
    {
        // Timers take no more.
        if (time is { } value && (value <= TimeSpan.Zero || value.TotalMilliseconds > uint.MaxValue - 1))
            throw new ArgumentException($"{name} is {value}; it must be positive and at most 49 days, or null for none.");
    }
}
