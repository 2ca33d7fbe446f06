namespace Microlight;

/// <summary>How the guest was stopped.</summary>
public enum GuestTrapCause
{
    /// <summary>A CPU exception that the monitor caught; <see cref="GuestTrap.Vector"/> says which.</summary>
    Exception,
    /// <summary>An access to memory that the host has not committed (no vector, no error code).</summary>
    UncommittedMemory,
    /// <summary>The guest gave up by itself through the abort port; <see cref="GuestTrap.AbortCode"/> is its reason.</summary>
    Abort,
    /// <summary>The vCPU shut down (triple fault) or KVM could not go on.</summary>
    Machine,
}
