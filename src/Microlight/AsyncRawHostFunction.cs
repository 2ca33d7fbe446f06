namespace Microlight;

/// <summary>
/// A host function at its lowest level that may take its time: until its task has ended the guest stands still and no thread waits.
/// <paramref name="arguments"/> and <paramref name="results"/> are as for <see cref="RawHostFunction"/> and stay valid until the task ends.
/// </summary>
public delegate ValueTask AsyncRawHostFunction(HostCall call, ReadOnlyMemory<GuestValue> arguments, Memory<GuestValue> results);
