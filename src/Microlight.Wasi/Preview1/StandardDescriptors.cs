using Microlight.Wasi.Cli;
using Microlight.Wasi.Io;

namespace Microlight.Wasi.Preview1;

/// <summary>
/// The descriptors of the three standard streams. They always exist, granted or not: a guest without them would give their numbers to the
/// next files it opens and write its messages there.
/// </summary>
internal sealed class StandardDescriptors(WasiOptions options, StandardStreams streams, HostWait wait)
{
    /// <summary>Adds descriptors 0, 1 and 2 to an empty table.</summary>
    public void AddTo(DescriptorTable table)
    {
        table.TryAdd(Input(), out _);
        table.TryAdd(Output(options.StandardOutput, streams.OutputSink), out _);
        table.TryAdd(Output(options.StandardError, streams.ErrorSink), out _);
    }

    private Descriptor Input() => options.StandardInput is HostInput host
        ? FileDescriptor.ForStandardStream(StandardStreams.Borrow(host.Descriptor, wait), Rights.Read)
        : new InputDescriptor(streams.StreamSource!);

    private Descriptor Output(WasiOutput output, PipeSink? sink) => output is HostOutput host
        ? FileDescriptor.ForStandardStream(StandardStreams.Borrow(host.Descriptor, wait), Rights.Write)
        : new OutputDescriptor(sink!);
}
