namespace Microlight;

/// <summary>
/// No sandbox of a pool came free within <see cref="SandboxPoolOptions.RentTimeout"/>, or as many as <see cref="SandboxPoolOptions.MaximumWaiting"/>
/// wait for one already.
/// </summary>
public sealed class SandboxPoolExhaustedException : SandboxException
{
    internal SandboxPoolExhaustedException(string pool, int maximum, TimeSpan waited)
        : base($"All {maximum} sandboxes of the pool '{pool}' stayed in use for {waited.TotalSeconds:0.###} s; return leases sooner, or raise "
            + $"{nameof(SandboxPoolOptions)}.{nameof(SandboxPoolOptions.Maximum)} or {nameof(SandboxPoolOptions.RentTimeout)}.")
    {
    }

    internal SandboxPoolExhaustedException(string pool, int maximum, int waiting)
        : base($"All {maximum} sandboxes of the pool '{pool}' are in use, and {waiting} callers wait for one; return leases sooner, or raise "
            + $"{nameof(SandboxPoolOptions)}.{nameof(SandboxPoolOptions.Maximum)} or {nameof(SandboxPoolOptions.MaximumWaiting)}.")
    {
    }
}
