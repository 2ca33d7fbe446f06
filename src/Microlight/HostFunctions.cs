namespace Microlight;

/// <summary>
/// A host function at its lowest level. <paramref name="arguments"/> are already checked against the signature and copied out of the
/// guest; <paramref name="results"/> has one entry per result, to be filled with values of the signature's types.
/// Throw <see cref="GuestExitException"/> to end the guest; any other exception ends the call as <see cref="HostFunctionException"/>.
/// </summary>
public delegate void RawHostFunction(HostCall call, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results);

/// <summary>What a host function sees of the sandbox that called it; valid until it returns.</summary>
public sealed class HostCall
{
    internal HostCall(Sandbox sandbox) => Sandbox = sandbox;

    public Sandbox Sandbox { get; }

    /// <summary>Cancelled when the call that the guest is serving is cancelled or out of time; pass it to anything that waits.</summary>
    public CancellationToken CancellationToken { get; internal set; }
}
