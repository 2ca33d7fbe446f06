using System.IO.Pipelines;

namespace Microlight.Wasi.Io;

/// <summary>
/// Writes to a pipe or, through one, to a .NET stream, and flushes after every write, so that two outputs keep their order. It is busy until
/// the flush has ended: a slow reader slows the guest.
/// </summary>
internal sealed class PipeSink(PipeWriter writer) : ByteSink
{
    private const int Most = 64 << 10;
    private Task<FlushResult>? _pending;
    private bool _isClosed;

    /// <summary>The stream stays its owner's.</summary>
    public static PipeSink To(Stream stream) => new(PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));

    public override int? Budget
    {
        get
        {
            if (_pending is { IsCompleted: false }) return 0;
            if (_pending is { } ended)
            {
                _pending = null;
                try
                {
                    Note(ended.GetAwaiter().GetResult());
                }
                catch (Exception exception) when (exception is not IOException)
                {
                    throw new IOException(exception.Message, exception);
                }
            }
            return _isClosed ? null : Most;
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        // What was permitted in one check may come in several writes.
        if (_pending is { IsCompletedSuccessfully: false } before)
        {
            _pending = WriteAfterAsync(before, bytes.ToArray());
            return;
        }
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
        var flush = writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompletedSuccessfully) Note(flush.Result);
        else _pending = flush.AsTask();
    }

    public override bool IsReady => _pending is not { IsCompleted: false };

    public override ValueTask WaitAsync(CancellationToken cancellationToken) =>
        _pending is { IsCompleted: false } pending ? new ValueTask(Wait.ForEndOf(pending, cancellationToken)) : default;

    /// <summary>Takes no more; what is under way goes on.</summary>
    /// <returns>Completes when nothing is under way any more; never fails.</returns>
    public Task Close()
    {
        _isClosed = true;
        return _pending is { } pending ? Wait.ForEndOf(pending, CancellationToken.None) : Task.CompletedTask;
    }

    private async Task<FlushResult> WriteAfterAsync(Task<FlushResult> before, byte[] bytes)
    {
        var result = await before.ConfigureAwait(false);
        return result.IsCompleted || result.IsCanceled ? result : await writer.WriteAsync(bytes).ConfigureAwait(false);
    }

    private void Note(FlushResult result) => _isClosed |= result.IsCompleted || result.IsCanceled;
}
