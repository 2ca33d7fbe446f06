namespace Microlight;

/// <summary>What a host function sees of the sandbox that called it; valid until it returns or, if it is asynchronous, its task ends.</summary>
public sealed class HostCall
{
    internal HostCall(Sandbox sandbox) => Sandbox = sandbox;

    /// <summary>For its memories. A host function cannot call into it: a sandbox makes one call at a time.</summary>
    public Sandbox Sandbox { get; }

    /// <summary>Cancelled when the call that the guest is serving is cancelled or out of time; pass it to anything that waits.</summary>
    public CancellationToken CancellationToken => Sandbox.StopToken;
}
