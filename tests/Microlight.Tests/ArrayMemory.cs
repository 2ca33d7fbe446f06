namespace Microlight.Tests;

/// <summary>A guest memory that is an array.</summary>
internal sealed class ArrayMemory(int size) : GuestMemory
{
    private byte[] _bytes = new byte[size];

    public override ulong Address => 0;
    public override ulong Size => (ulong)_bytes.Length;

    public byte[] Bytes => _bytes;

    public void Grow(long bytes) => Array.Resize(ref _bytes, _bytes.Length + (int)bytes);

    public override bool TrySlice(ulong offset, int length, out Span<byte> view)
    {
        view = default;
        if (length < 0 || offset > Size || (ulong)length > Size - offset) return false;
        view = _bytes.AsSpan((int)offset, length);
        return true;
    }
}
