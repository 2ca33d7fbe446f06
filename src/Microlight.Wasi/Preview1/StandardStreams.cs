using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Io;
using Microlight.Wasi.Cli;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Preview1;

/// <summary>
/// The three standard streams of a guest. They always exist, granted or not: a guest without them would give their numbers to the
/// next files it opens and write its messages there.
/// </summary>
internal sealed class StandardStreams(WasiOptions options, HostWait wait)
{
    private readonly StreamSource? _input = options.StandardInput is StreamInput input ? new StreamSource(input.Stream, wait) : null;

    /// <summary>Adds descriptors 0, 1 and 2 to an empty table.</summary>
    public void AddTo(DescriptorTable table)
    {
        table.TryAdd(Input(), out _);
        table.TryAdd(Output(options.StandardOutput), out _);
        table.TryAdd(Output(options.StandardError), out _);
    }

    private Descriptor Input() => options.StandardInput is HostInput host
        ? FileDescriptor.ForStandardStream(Borrow(host.Descriptor), Rights.Read)
        : new InputDescriptor(_input!);

    private Descriptor Output(WasiOutput output) => output is HostOutput host
        ? FileDescriptor.ForStandardStream(Borrow(host.Descriptor), Rights.Write)
        : new OutputDescriptor(new StreamSink(((StreamOutput)output).Stream));

    private HostFile Borrow(int descriptor) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), ownsHandle: false, isReadOnly: false, wait);
}
