namespace Microlight.Machine.Process;

/// <summary>The host's view of the guest's bytes from an address on; false where there is nothing.</summary>
internal delegate bool ReadGuestMemory(ulong address, out ReadOnlySpan<byte> bytes);
