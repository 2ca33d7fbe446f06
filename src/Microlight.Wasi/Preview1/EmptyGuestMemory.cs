namespace Microlight.Wasi.Preview1;

/// <summary>The memory of a guest that has none: every pointer is outside.</summary>
internal sealed class EmptyGuestMemory : GuestMemory
{
    public static EmptyGuestMemory Instance { get; } = new();

    public override ulong Address => 0;
    public override ulong Size => 0;

    public override bool TrySlice(ulong offset, int length, out Span<byte> view)
    {
        view = default;
        return offset == 0 && length == 0;
    }
}
