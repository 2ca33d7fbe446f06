using Wasi.Io;

namespace Microlight.Wasi.Io;

/// <summary>Why an operation on a stream failed. The guest gets a sentence; which error of a file or of HTTP it was, their packages ask for.</summary>
internal sealed class HostError(Exception exception) : Error
{
    public Exception Exception { get; } = exception;

    /// <summary>Messages of .NET's exceptions may name things of the host; only those of our own and the kinds of socket errors are told.</summary>
    public override ValueTask<string> ToDebugStringAsync(CancellationToken cancellationToken = default) => new(Exception switch
    {
        FileFailure failure => failure.Error.ToString(),
        { InnerException: System.Net.Sockets.SocketException socket } => socket.SocketErrorCode.ToString(),
        _ => "input/output error",
    });
}
