using System.Net.Sockets;
using Microlight.Wasi.Io;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// A connected socket with its two streams. It is closed when the guest has dropped all three; what the guest wrote by then is still sent, for
/// a while.
/// </summary>
internal sealed class TcpConnection
{
    /// <summary>How long a peer that does not read keeps a socket that nobody has any more.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);
    private readonly Socket _socket;
    private readonly OpenLimit _limit;
    private readonly StreamSource _source;
    private readonly PipeSink _sink;
    private int _users = 3;

    /// <param name="socket">Connected; the connection's from now on.</param>
    /// <param name="limit">Where it was counted as open.</param>
    public TcpConnection(Socket socket, OpenLimit limit)
    {
        (_socket, _limit) = (socket, limit);
        var stream = new NetworkStream(socket, ownsSocket: false);
        _source = new StreamSource(stream);
        _sink = PipeSink.To(stream);
        Input = new HostInputStream(_source) { Dropped = () => { CloseInput(); Release(); } };
        Output = new HostOutputStream(_sink) { Dropped = () => { CloseOutput(); Release(); } };
    }

    public HostInputStream Input { get; }
    public HostOutputStream Output { get; }

    /// <summary>No more is received: the input stream is at its end.</summary>
    public void CloseInput()
    {
        _source.Close();
        Shutdown(SocketShutdown.Receive);
    }

    /// <summary>No more is sent: the output stream is closed, and the peer sees the end after what is under way.</summary>
    public void CloseOutput() => _ = CloseOutputAsync();

    /// <summary>One of the socket and its streams was dropped.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0) _ = CloseAsync();
    }

    private async Task CloseOutputAsync()
    {
        await _sink.Close().ConfigureAwait(false);
        Shutdown(SocketShutdown.Send);
    }

    private async Task CloseAsync()
    {
        await _sink.Close().WaitAsync(Linger).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _limit.Close();
    }

    private void Shutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection is gone already.
        }
    }
}
