namespace Microlight;

/// <content>Looking at a guest that stands still.</content>
public sealed partial class Sandbox
{
    /// <summary>Copies what the guest has at an address, for looking at a trap; false where nothing is mapped. Not during a call.</summary>
    internal bool TryRead(ulong address, Span<byte> destination)
    {
        if (!_memory.TryRead(address, out var bytes) || bytes.Length < destination.Length) return false;
        bytes[..destination.Length].CopyTo(destination);
        return true;
    }
}
