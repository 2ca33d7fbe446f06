namespace Microlight;

/// <summary>What a host function sees of the sandbox that called it; valid until it returns.</summary>
public sealed class HostCall
{
    internal HostCall(Sandbox sandbox) => Sandbox = sandbox;

    public Sandbox Sandbox { get; }

    /// <summary>Cancelled when the call that the guest is serving is cancelled or out of time; pass it to anything that waits.</summary>
    public CancellationToken CancellationToken => Sandbox.StopToken;
}
