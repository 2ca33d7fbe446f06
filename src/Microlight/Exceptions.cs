namespace Microlight;

/// <summary>
/// Anything that went wrong with a sandbox; each subclass is one way (docs/failures.md has the table). A bug of the caller is an
/// <see cref="ArgumentException"/>, <see cref="InvalidOperationException"/> or <see cref="ObjectDisposedException"/> instead, a
/// cancelled token an <see cref="OperationCanceledException"/>. No message carries more of the host than what was registered with it.
/// </summary>
public abstract class SandboxException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary><see cref="Sandbox.Id"/> of the sandbox whose call ended so; null if it was not a call that failed.</summary>
    public string? SandboxId { get; private set; }

    /// <summary>The guest function that was called from the host; null if it was not a call that failed.</summary>
    public string? GuestFunction { get; private set; }

    /// <summary>
    /// Whether this, thrown by a host function, is how the guest's call ends rather than a failure of the function. One that another
    /// sandbox's call ended with is a failure: that guest's exit is not this one's.
    /// </summary>
    internal bool EndsCallUnwrapped =>
        SandboxId is null && (this is GuestExitException or CapabilityDeniedException or ProtocolViolationException);

    /// <summary>Notes whose call it ended; the first call counts.</summary>
    internal void SetOrigin(string? sandboxId, string? guestFunction)
    {
        SandboxId ??= sandboxId;
        GuestFunction ??= guestFunction;
    }
}

/// <summary>There is no hypervisor here, or no permission to use it; the message says what to do.</summary>
public sealed class HypervisorUnavailableException(string message, Exception? inner = null) : SandboxException(message, inner);

/// <summary>A guest image that is not one (truncated, corrupt, for another ABI version, outside the layout), or one that the options do not fit.</summary>
public sealed class InvalidGuestImageException(string message, Exception? inner = null) : SandboxException(message, inner);

/// <summary>An import that the host did not register, or registered with another signature; raised before the guest starts.</summary>
public sealed class ImportException(string message) : SandboxException(message);

/// <summary>The guest did what its hardware or its own checks forbid; <see cref="Trap"/> has the particulars.</summary>
public class GuestTrapException(GuestTrap trap, string message) : SandboxException(message)
{
    /// <summary>What happened, and where.</summary>
    public GuestTrap Trap { get; } = trap;

    /// <summary>All that was copied of the guest when it trapped; null only for an exception that no sandbox made.</summary>
    public CrashReport? Report { get; init; }
}

/// <summary>The guest needed more memory than it may have, or than the host has, and gave up (docs/abi.md: abort code 0xFFFF_FF01).</summary>
public sealed class SandboxOutOfMemoryException(GuestTrap trap, string message) : SandboxException(message)
{
    /// <summary>Where the guest gave up.</summary>
    public GuestTrap Trap { get; } = trap;

    /// <summary>All that was copied of the guest when it gave up; null only for an exception that no sandbox made.</summary>
    public CrashReport? Report { get; init; }
}

/// <summary>The guest asked to end (WASI's proc_exit, for example). Thrown by host functions, passed on by the call.</summary>
public sealed class GuestExitException(int exitCode) : SandboxException($"The guest exited with code {exitCode}.")
{
    /// <summary>What the guest passed; 0 means success.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>
/// The guest asked for something that it was not granted. Thrown by host functions, passed on by the call; a host function that wants
/// the guest to go on returns an error of its own instead.
/// </summary>
/// <param name="capability">What was asked for, as a noun: "the network", "the file /etc/passwd".</param>
public sealed class CapabilityDeniedException(string capability) : SandboxException($"The guest asked for {capability}, which it is not granted.")
{
    /// <summary>What was asked for.</summary>
    public string Capability { get; } = capability;
}

/// <summary>The call used up its wall-clock budget (<see cref="SandboxOptions.CallTimeout"/>) and was stopped.</summary>
public sealed class SandboxTimeoutException(TimeSpan budget)
    : SandboxException($"The call was stopped after its budget of {budget.TotalSeconds:0.###} s.")
{
    /// <summary>The time on the wall that the call had.</summary>
    public TimeSpan Budget { get; } = budget;
}

/// <summary>The guest used up its CPU budget for one call (<see cref="SandboxOptions.CallCpuBudget"/>) and was stopped.</summary>
public sealed class SandboxCpuBudgetException(TimeSpan budget)
    : SandboxException($"The call was stopped after the guest had used its budget of {budget.TotalSeconds:0.###} s of CPU time.")
{
    /// <summary>The CPU time that the guest had for the call.</summary>
    public TimeSpan Budget { get; } = budget;
}

/// <summary>A host function threw; the inner exception is what it threw.</summary>
public sealed class HostFunctionException(string function, Exception inner)
    : SandboxException($"The host function '{function}' failed: {inner.Message}", inner)
{
    /// <summary>The host function, with its module if that has a name.</summary>
    public string Function { get; } = function;
}

/// <summary>
/// The guest broke the contract with its host (a bad length, pointer, tag, index or UTF-8). Host functions may throw it as well, for
/// arguments that no honest guest would pass.
/// </summary>
public sealed class ProtocolViolationException(string message) : SandboxException(message);

/// <summary>The sandbox was used after a call ended badly; restore it first.</summary>
public sealed class SandboxPoisonedException() : SandboxException("The sandbox is poisoned by an earlier failure; restore it before the next call.");
