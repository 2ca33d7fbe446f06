namespace Microlight;

/// <summary>
/// A host function at its lowest level. <paramref name="arguments"/> are already checked against the signature and copied out of the
/// guest; <paramref name="results"/> has one entry per result, to be filled with values of the signature's types.
/// Throw <see cref="GuestExitException"/> to end the guest; any other exception ends the call as <see cref="HostFunctionException"/>.
/// </summary>
public delegate void RawHostFunction(HostCall call, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results);
