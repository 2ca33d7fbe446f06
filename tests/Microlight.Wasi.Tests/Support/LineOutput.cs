using System.Text;
using System.Threading.Channels;

namespace Microlight.Wasi.Tests.Support;

/// <summary>An output of a guest that the test reads line by line while the guest runs.</summary>
internal sealed class LineOutput : Stream
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _all = new();
    private int _lineStart;

    /// <summary>The next line, without its end.</summary>
    public async Task<string> ReadLineAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Everything so far.</summary>
    public override string ToString()
    {
        lock (_all) return _all.ToString();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_all)
        {
            _all.Append(Encoding.UTF8.GetString(buffer));
            for (var i = _lineStart; i < _all.Length; i++)
            {
                if (_all[i] != '\n') continue;
                _lines.Writer.TryWrite(_all.ToString(_lineStart, i - _lineStart));
                _lineStart = i + 1;
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
