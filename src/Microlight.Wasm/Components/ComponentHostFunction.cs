namespace Microlight.Wasm.Components;

/// <summary>
/// A function that the host provides to components, at its lowest level. It reads its parameters at <see cref="ComponentCall.Arguments"/>, where they
/// lie as a record of the parameter types, and writes its result, if it has one, to <see cref="ComponentCall.Result"/>. Until its task has
/// ended the guest stands still and no thread waits.
/// </summary>
/// <remarks>
/// An error that the guest is to see is a value of the result's type. What is thrown ends the guest's call: <see cref="GuestExitException"/>,
/// <see cref="CapabilityDeniedException"/> and <see cref="ProtocolViolationException"/> as themselves, all else as <see cref="HostFunctionException"/>.
/// </remarks>
/// <param name="call">Valid until the task has ended; a component makes one call at a time.</param>
public delegate ValueTask ComponentHostFunction(ComponentCall call);
