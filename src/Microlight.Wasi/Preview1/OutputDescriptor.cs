using Microlight.Wasi.Io;

namespace Microlight.Wasi.Preview1;

/// <summary>A .NET stream that the guest writes.</summary>
internal sealed class OutputDescriptor(PipeSink sink)
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
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var budget = sink.Budget;
                if (budget is null) return Errno.BrokenPipe;
                if (budget == 0) sink.WaitAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
                // Written and flushed: the call returns when the host has it.
                else if (count == buffer.Length) return Errno.Success;
                else
                {
                    var piece = buffer.Slice(count, Math.Min(buffer.Length - count, budget.Value));
                    sink.Write(piece);
                    count += piece.Length;
                }
            }
        }
        catch (IOException)
        {
            count = 0;
            return Errno.InputOutput;
        }
    }

    public override void Dispose()
    {
    }
}
