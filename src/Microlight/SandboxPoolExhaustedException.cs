namespace Microlight;

/// <summary>No sandbox of a pool came free within <see cref="SandboxPoolOptions.RentTimeout"/>.</summary>
public sealed class SandboxPoolExhaustedException(string pool, int maximum, TimeSpan waited) : SandboxException(
    $"All {maximum} sandboxes of the pool '{pool}' stayed in use for {waited.TotalSeconds:0.###} s; return leases sooner, or raise "
    + $"{nameof(SandboxPoolOptions)}.{nameof(SandboxPoolOptions.Maximum)} or {nameof(SandboxPoolOptions.RentTimeout)}.");
