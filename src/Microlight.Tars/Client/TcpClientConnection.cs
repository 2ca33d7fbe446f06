using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Microlight.Tars.Client;

/// <summary>A TCP connection to a server.</summary>
internal sealed class TcpClientConnection : IClientConnection
{
    private readonly Socket _socket;
    private readonly string _name;
    private readonly TarsLimits _limits;
    private readonly FrameSender _sender;
    private readonly PendingCalls _calls = new();
    private int _isClosed;

    public TcpClientConnection(Socket socket, string name, TarsClientOptions options)
    {
        (_socket, _name, _limits) = (socket, name, options.Limits);
        _sender = new FrameSender(socket, options.MaxUnsentBytes, exception => Lose("the connection was lost", exception));
        _ = ReceiveAsync();
    }

    public bool IsOpen => Volatile.Read(ref _isClosed) == 0;

    public Task<TarsReply> CallAsync(int id, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) => _calls.CallAsync(id, frame, this, cancellationToken);

    public void Send(ReadOnlySpan<byte> frame)
    {
        if (!_sender.Send(frame)) throw new TarsCallException(TarsReturnCode.ConnectError, $"{_name} does not read its requests, or the connection was lost.");
    }

    public void Close() => Lose("the client was closed", null);

    private async Task ReceiveAsync()
    {
        var reader = PipeReader.Create(new NetworkStream(_socket), new StreamPipeReaderOptions(bufferSize: 16 << 10, useZeroByteReads: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync().ConfigureAwait(false);
                var buffer = read.Buffer;
                while (TarsFrame.TryRead(ref buffer, _limits, out var packet)) _calls.Complete(TarsReply.Read(packet.ToArray(), _limits));
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (!read.IsCompleted) continue;
                Lose("it closed the connection", null);
                break;
            }
        }
        catch (TarsDecodeException exception)
        {
            Lose("its reply cannot be read", exception, TarsReturnCode.ClientDecodeError);
        }
        catch (Exception exception)
        {
            Lose("the connection was lost", exception);
        }
        await reader.CompleteAsync().ConfigureAwait(false);
    }

    private void Lose(string why, Exception? exception, TarsReturnCode code = TarsReturnCode.ConnectError)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1) return;
        _sender.Close();
        _socket.Dispose();
        _calls.Fail(new TarsCallException(code, $"There is no answer of {_name}: {why}.", exception));
    }
}
