namespace Microlight.Wasi.Tests.Support;

/// <summary>A guest memory that is an array.</summary>
internal sealed class ArrayMemory(int size) : GuestMemory
{
    private readonly byte[] _bytes = new byte[size];

    public override ulong Address => 0;
    public override ulong Size => (ulong)_bytes.Length;

    public override bool TrySlice(ulong offset, int length, out Span<byte> view)
    {
        view = default;
        if (length < 0 || offset > Size || (ulong)length > Size - offset) return false;
        view = _bytes.AsSpan((int)offset, length);
        return true;
    }
}
