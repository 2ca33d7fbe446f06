using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Io;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Cli;

/// <summary>The three standard streams that a guest was given, one of each however often it asks for them.</summary>
internal sealed class StandardStreams
{
    private readonly HostFile? _inputFile, _outputFile, _errorFile;

    public StandardStreams(WasiOptions options, HostWait wait)
    {
        if (options.StandardInput is HostInput input) _inputFile = Borrow(input.Descriptor, wait);
        else StreamSource = new StreamSource(((StreamInput)options.StandardInput).Stream, wait.Wake);
        if (options.StandardOutput is HostOutput output) _outputFile = Borrow(output.Descriptor, wait);
        else OutputSink = PipeSink.To(((StreamOutput)options.StandardOutput).Stream);
        if (options.StandardError is HostOutput error) _errorFile = Borrow(error.Descriptor, wait);
        else ErrorSink = PipeSink.To(((StreamOutput)options.StandardError).Stream);
    }

    /// <summary>What standard input is read from if it is a .NET stream.</summary>
    public StreamSource? StreamSource { get; }

    /// <summary>What standard output is written to if it is a .NET stream.</summary>
    public PipeSink? OutputSink { get; }

    /// <summary>What standard error is written to if it is a .NET stream.</summary>
    public PipeSink? ErrorSink { get; }

    public bool IsInputTerminal => _inputFile is { IsTerminal: true };
    public bool IsOutputTerminal => _outputFile is { IsTerminal: true };
    public bool IsErrorTerminal => _errorFile is { IsTerminal: true };

    public ByteSource Input() => _inputFile is { } file ? new FileSource(file.Share(), position: null) : StreamSource!;

    public ByteSink Output() => _outputFile is { } file ? new FileSink(file.Share(), position: null) : OutputSink!;

    public ByteSink Error() => _errorFile is { } file ? new FileSink(file.Share(), position: null) : ErrorSink!;

    /// <summary>A descriptor of this process, lent.</summary>
    public static HostFile Borrow(int descriptor, HostWait wait) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), ownsHandle: false, isReadOnly: false, wait);
}
