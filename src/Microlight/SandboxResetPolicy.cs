namespace Microlight;

/// <summary>When a <see cref="SandboxPool"/> brings a sandbox back to its first state, or takes another.</summary>
public enum SandboxResetPolicy
{
    /// <summary>
    /// The returning thread restores it. A rent finds it ready, and nothing of a guest is kept while nobody uses it. The default.
    /// </summary>
    RestoreOnReturn = 0,
    /// <summary>The renting thread restores it, unless it is new. A return costs nothing; what the guest wrote stays in memory until then.</summary>
    RestoreOnRent = 1,
    /// <summary>What a guest left is there for the next renter; only a poisoned sandbox is restored, at its return.</summary>
    Reuse = 2,
    /// <summary>Each rent gets a machine that nobody used before. <see cref="SandboxPoolOptions.Prewarm"/> of them are kept ready.</summary>
    NewPerRent = 3,
}
