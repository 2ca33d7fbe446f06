using Microlight.Wasi.Io;

namespace Microlight.Wasi.Preview1;

/// <summary>A .NET stream that the guest writes.</summary>
internal sealed class OutputDescriptor(StreamSink sink)
    : ReadWriteDescriptor(Rights.Write | Rights.FileStatusGet | Rights.Poll | Rights.SetFlags | Rights.Sync | Rights.DataSync, DescriptorFlags.None)
{
    public override FileType Type => FileType.Unknown;

    public override bool ReadsOnWithoutWaiting => false;

    public override Errno Read(Span<byte> buffer, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        return Errno.BadDescriptor;
    }

    public override Errno Write(ReadOnlySpan<byte> buffer, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        try
        {
            sink.Write(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return Errno.InputOutput;
        }
        count = buffer.Length;
        return Errno.Success;
    }

    public override void Dispose()
    {
    }
}
