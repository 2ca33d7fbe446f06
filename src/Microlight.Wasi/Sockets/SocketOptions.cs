using System.Net.Sockets;
using Microlight.Wasm.Bindings;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>The options that TCP and UDP sockets share.</summary>
internal sealed class SocketOptions(Socket socket)
{
    /// <summary>Larger buffers are the host's to allow (sysctl net.core.rmem_max); this only keeps the arithmetic in range.</summary>
    private const ulong MostBuffer = 1 << 30;

    public WitResult<byte, ErrorCode> HopLimit => Get(() => (byte)GetInt(HopLevel, SocketOptionName.IpTimeToLive));

    public WitResult<WitUnit, ErrorCode> SetHopLimit(byte value) => value == 0 ? Wit.Error(ErrorCode.InvalidArgument) : Set(HopLevel, SocketOptionName.IpTimeToLive, value);

    /// <summary>Linux reports twice what was set, for its own bookkeeping (socket(7)).</summary>
    public WitResult<ulong, ErrorCode> ReceiveBufferSize => Get(() => (ulong)socket.ReceiveBufferSize / 2);

    public WitResult<WitUnit, ErrorCode> SetReceiveBufferSize(ulong value) => SetBuffer(SocketOptionName.ReceiveBuffer, value);

    public WitResult<ulong, ErrorCode> SendBufferSize => Get(() => (ulong)socket.SendBufferSize / 2);

    public WitResult<WitUnit, ErrorCode> SetSendBufferSize(ulong value) => SetBuffer(SocketOptionName.SendBuffer, value);

    public WitResult<bool, ErrorCode> KeepAlive => Get(() => GetInt(SocketOptionLevel.Socket, SocketOptionName.KeepAlive) != 0);

    public WitResult<WitUnit, ErrorCode> SetKeepAlive(bool value) => Set(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value ? 1 : 0);

    /// <summary>A time in nanoseconds, which the kernel keeps in seconds.</summary>
    public WitResult<ulong, ErrorCode> GetTime(SocketOptionName name) => Get(() => (ulong)GetInt(SocketOptionLevel.Tcp, name) * 1_000_000_000);

    /// <summary>Rounded up to seconds, at most what the kernel takes (include/net/tcp.h, MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL).</summary>
    public WitResult<WitUnit, ErrorCode> SetTime(SocketOptionName name, ulong nanoseconds) => nanoseconds == 0
        ? Wit.Error(ErrorCode.InvalidArgument)
        : Set(SocketOptionLevel.Tcp, name, (int)Math.Min((nanoseconds - 1) / 1_000_000_000 + 1, 32767));

    public WitResult<uint, ErrorCode> KeepAliveCount => Get(() => (uint)GetInt(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));

    public WitResult<WitUnit, ErrorCode> SetKeepAliveCount(uint value) => value == 0
        ? Wit.Error(ErrorCode.InvalidArgument)
        : Set(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, (int)Math.Min(value, 127));

    private SocketOptionLevel HopLevel => socket.AddressFamily == AddressFamily.InterNetwork ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;

    private WitResult<WitUnit, ErrorCode> SetBuffer(SocketOptionName name, ulong value) => value == 0
        ? Wit.Error(ErrorCode.InvalidArgument)
        : Set(SocketOptionLevel.Socket, name, (int)Math.Min(value, MostBuffer));

    private int GetInt(SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;

    private static WitResult<T, ErrorCode> Get<T>(Func<T> read)
    {
        try
        {
            return Wit.Ok(read());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return Wit.Error(exception.ToErrorCode());
        }
    }

    private WitResult<WitUnit, ErrorCode> Set(SocketOptionLevel level, SocketOptionName name, int value)
    {
        try
        {
            socket.SetSocketOption(level, name, value);
            return Wit.Ok();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return Wit.Error(exception.ToErrorCode());
        }
    }
}
