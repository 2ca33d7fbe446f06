using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Io;

/// <summary>
/// Writes a file of the host: from an offset on, or at its end wherever that is by then, or, if it has no offsets, where it is (a pipe, a
/// terminal).
/// </summary>
/// <param name="file">What is written; disposed of with the sink.</param>
/// <param name="position">Where to begin; null for the file's own position, which in append mode is its end.</param>
internal sealed class FileSink(HostFile file, ulong? position) : ByteSink
{
    /// <summary>A borrowed pipe that polls writable takes as much without blocking (pipe(7), PIPE_BUF).</summary>
    private const int PipePiece = 4096;
    private const int Most = 64 << 10;
    private ulong _offset = position ?? 0;

    public override int? Budget => file.IsSeekable ? Most : IsReady ? PipePiece : 0;

    public override bool IsReady => file.IsReady(LinuxConstants.PollOut);

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var error = position is not null && file.IsSeekable
                ? file.WriteAt(bytes, _offset, CancellationToken.None, out var count)
                : file.Write(bytes, nonBlocking: false, CancellationToken.None, out count);
            if (error == LinuxErrno.EPIPE) throw new EndOfStreamException();
            if (error != LinuxErrno.None) throw new FileFailure(error);
            _offset += (uint)count;
            bytes = bytes[count..];
        }
    }

    public override ValueTask WaitAsync(CancellationToken cancellationToken) => file.WaitAsync(LinuxConstants.PollOut, cancellationToken);

    public override void Dispose() => file.Dispose();
}
