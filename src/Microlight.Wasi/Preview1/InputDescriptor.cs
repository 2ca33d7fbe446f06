using Microlight.Wasi.Io;

namespace Microlight.Wasi.Preview1;

/// <summary>A .NET stream that the guest reads.</summary>
internal sealed class InputDescriptor(StreamSource source)
    : ReadWriteDescriptor(Rights.Read | Rights.FileStatusGet | Rights.Poll | Rights.SetFlags, DescriptorFlags.None)
{
    public StreamSource Source { get; } = source;

    public override FileType Type => FileType.Unknown;

    public override bool ReadsOnWithoutWaiting => false;

    public override Errno Read(Span<byte> buffer, CancellationToken cancellationToken, out int count)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            count = buffer.IsEmpty ? 0 : Source.Read(buffer);
            while (count < 0 && !IsNonBlocking)
            {
                Source.WaitAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
                count = Source.Read(buffer);
            }
        }
        catch (IOException)
        {
            count = 0;
            return Errno.InputOutput;
        }
        if (count >= 0) return Errno.Success;
        count = 0;
        return Errno.Again;
    }

    public override Errno Write(ReadOnlySpan<byte> buffer, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        return Errno.BadDescriptor;
    }

    public override void Dispose()
    {
    }
}
