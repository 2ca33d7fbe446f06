using System.Diagnostics;

namespace Microlight.Cli.Serving;

/// <summary>
/// What instances print, all of them, at a rate that neither fills a disk nor slows others: a mebibyte at once, a tenth of that each second.
/// More is left out, and a line says so.
/// </summary>
internal sealed class LimitedOutput(Stream target) : Stream
{
    private const double Burst = 1 << 20, PerSecond = Burst / 10;
    private readonly Lock _lock = new();
    private double _allowance = Burst;
    private long _last = Stopwatch.GetTimestamp();
    private bool _isDropping;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            _allowance = Math.Min(Burst, _allowance + Stopwatch.GetElapsedTime(_last).TotalSeconds * PerSecond);
            _last = Stopwatch.GetTimestamp();
            if (buffer.Length <= _allowance)
            {
                _allowance -= buffer.Length;
                _isDropping = false;
                Put(buffer);
            }
            else if (!_isDropping)
            {
                _isDropping = true;
                Put("\n[the component prints too much; some of it is left out]\n"u8);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Put(ReadOnlySpan<byte> bytes)
    {
        try
        {
            target.Write(bytes);
            target.Flush();
        }
        catch (IOException)
        {
            // Nobody reads it any more.
        }
    }
}
