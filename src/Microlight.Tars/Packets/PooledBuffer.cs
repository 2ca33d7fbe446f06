using System.Buffers;

namespace Microlight.Tars;

/// <summary>Bytes in one piece, in an array of the shared pool.</summary>
/// <param name="most">Where it stops to grow: what is written to it may be a guest's.</param>
internal sealed class PooledBuffer(int most = int.MaxValue) : IBufferWriter<byte>, IDisposable
{
    private readonly int _most = Math.Min(most, Array.MaxLength);
    private byte[] _array = [];

    public int Length { get; private set; }

    public Span<byte> WrittenSpan => _array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _array.AsSpan(Length);
    }

    public void Dispose()
    {
        if (_array.Length > 0) ArrayPool<byte>.Shared.Return(_array);
        (_array, Length) = ([], 0);
    }

    private void Grow(int sizeHint)
    {
        var needed = (long)Length + Math.Max(sizeHint, 1);
        if (needed <= _array.Length) return;
        if (needed > _most) throw new TarsEncodeException($"A packet is longer than the limit of {_most} bytes.");
        var grown = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, Math.Max(256, 2L * _array.Length)), Array.MaxLength));
        WrittenSpan.CopyTo(grown);
        if (_array.Length > 0) ArrayPool<byte>.Shared.Return(_array);
        _array = grown;
    }
}
