using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Io;

/// <summary>Reads a file of the host from an offset on; pipes, terminals and other things without offsets from where they are.</summary>
/// <param name="file">What is read; disposed of with the source.</param>
/// <param name="position">Where to begin; null for where the file itself is.</param>
internal sealed class FileSource(HostFile file, ulong? position) : ByteSource
{
    private ulong _offset = position ?? 0;

    public override bool IsReady => file.IsReady(LinuxConstants.PollIn);

    public override int Read(Span<byte> destination)
    {
        var error = position is not null && file.IsSeekable
            ? file.ReadAt(destination, _offset, CancellationToken.None, out var count)
            : file.Read(destination, nonBlocking: true, CancellationToken.None, out count);
        if (error == LinuxErrno.EAGAIN) return -1;
        if (error != LinuxErrno.None) throw new FileFailure(error);
        _offset += (uint)count;
        return count;
    }

    public override ValueTask WaitAsync(CancellationToken cancellationToken) => file.WaitAsync(LinuxConstants.PollIn, cancellationToken);

    public override void Dispose() => file.Dispose();
}
