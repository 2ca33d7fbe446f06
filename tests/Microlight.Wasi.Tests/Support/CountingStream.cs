namespace Microlight.Wasi.Tests.Support;

/// <summary>An output that keeps nothing but how many bytes there were.</summary>
internal sealed class CountingStream : Stream
{
    private long _length;

    public override long Length => Interlocked.Read(ref _length);

    public override void Write(ReadOnlySpan<byte> buffer) => Interlocked.Add(ref _length, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
