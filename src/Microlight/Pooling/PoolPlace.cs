namespace Microlight.Pooling;

/// <summary>
/// Room for one sandbox in a pool, and the sandbox in it. At any time it belongs to one renter, to the idle list or to the code that
/// carries it from one to the other; only that may touch it.
/// </summary>
internal sealed class PoolPlace
{
    /// <summary>Null in a place that is to be filled by who has it.</summary>
    public Sandbox? Sandbox { get; set; }

    /// <summary>Whom the sandbox has served, under <see cref="SandboxPoolOptions.FreshMachinePerTenant"/>; null before its first rent.</summary>
    public string? Tenant { get; set; }

    /// <summary>It was lent and not restored since.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Timestamp of the pool's clock at which it became idle.</summary>
    public long IdleSince { get; set; }

    /// <summary>The processor on which it was returned.</summary>
    public int Processor { get; set; }
}
