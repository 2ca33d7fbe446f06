using System.Buffers;
using System.Text;
using Microlight.Wasi.Filesystem.Linux;
using Microlight.Wasm.Bindings;
using Microsoft.Win32.SafeHandles;
using Wasi.Filesystem;
using Entry = Wasi.Filesystem.DirectoryEntry;

namespace Microlight.Wasi.Filesystem;

/// <summary>The entries of a directory, one after the other, without those for itself and its parent. Read from the host in batches.</summary>
/// <param name="handle">An open directory of the stream's own.</param>
/// <param name="limit">Where it was counted as open.</param>
internal sealed class HostDirectoryEntryStream(SafeFileHandle handle, OpenLimit limit) : DirectoryEntryStream
{
    private const int BufferSize = 8 << 10;
    private readonly Queue<Entry> _batch = [];
    private ulong _next;
    private bool _isAtEnd, _isDisposed;

    public override ValueTask<WitResult<Entry?, ErrorCode>> ReadDirectoryEntryAsync(CancellationToken cancellationToken = default)
    {
        var error = _batch.Count > 0 || _isAtEnd ? LinuxErrno.None : ReadBatch();
        return new(error != LinuxErrno.None ? Wit.Error(error.ToErrorCode())
            : (WitResult<Entry?, ErrorCode>)Wit.Ok(_batch.TryDequeue(out var entry) ? entry : null));
    }

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        handle.Dispose();
        limit.Close();
    }

    private LinuxErrno ReadBatch()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var listing = new DirectoryListing(handle, _next, buffer.AsSpan(0, BufferSize), out var error);
            // The most that one buffer can hold: a record is at least 24 bytes.
            for (var i = 0; error == LinuxErrno.None && i < BufferSize / 24; i++)
            {
                error = listing.Next(out var entry, out var found);
                _isAtEnd = error == LinuxErrno.None && !found;
                if (!found) break;
                _next = entry.Next;
                if (!entry.Name.SequenceEqual("."u8) && !entry.Name.SequenceEqual(".."u8))
                    _batch.Enqueue(new(entry.Kind.ToDescriptorType(), Encoding.UTF8.GetString(entry.Name)));
            }
            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
