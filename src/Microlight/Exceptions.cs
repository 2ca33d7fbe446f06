namespace Microlight;

/// <summary>Anything that went wrong with a sandbox; each subclass is one way. A bug of the caller is an ArgumentException instead.</summary>
public abstract class SandboxException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no hypervisor here, or no permission to use it; the message says what to do.</summary>
public sealed class HypervisorUnavailableException(string message, Exception? inner = null) : SandboxException(message, inner);

/// <summary>A guest image that is not one: truncated, corrupt, for another ABI version or outside the layout.</summary>
public sealed class InvalidGuestImageException(string message, Exception? inner = null) : SandboxException(message, inner);

/// <summary>An import that the host did not register, or registered with another signature; raised before the guest starts.</summary>
public sealed class ImportException(string message) : SandboxException(message);

/// <summary>The guest did what its hardware or its own checks forbid; <see cref="Trap"/> has the particulars.</summary>
public class GuestTrapException(GuestTrap trap, string message) : SandboxException(message)
{
    public GuestTrap Trap { get; } = trap;
}

/// <summary>The guest asked to end (WASI's proc_exit, for example). Thrown by host functions, passed on by the call.</summary>
public sealed class GuestExitException(int exitCode) : SandboxException($"The guest exited with code {exitCode}.")
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>The call used up its time budget and was stopped.</summary>
public sealed class SandboxTimeoutException(TimeSpan budget)
    : SandboxException($"The call was stopped after its budget of {budget.TotalSeconds:0.###} s.")
{
    public TimeSpan Budget { get; } = budget;
}

/// <summary>A host function threw; the inner exception is what it threw.</summary>
public sealed class HostFunctionException(string function, Exception inner)
    : SandboxException($"The host function '{function}' failed: {inner.Message}", inner)
{
    public string Function { get; } = function;
}

/// <summary>The guest broke the mailbox contract (a bad length, pointer, tag, index or UTF-8).</summary>
public sealed class ProtocolViolationException(string message) : SandboxException(message);

/// <summary>The sandbox was used after a call ended badly; restore it first.</summary>
public sealed class SandboxPoisonedException() : SandboxException("The sandbox is poisoned by an earlier failure; restore it before the next call.");
