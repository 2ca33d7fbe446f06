using System.Net.Sockets;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>.NET's errors of sockets as those of wasi:sockets.</summary>
internal static class SocketErrors
{
    public static ErrorCode ToErrorCode(this Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode.ToErrorCode(),
        ObjectDisposedException or InvalidOperationException => ErrorCode.InvalidState,
        _ => ErrorCode.Unknown,
    };

    public static ErrorCode ToErrorCode(this SocketError error) => error switch
    {
        SocketError.AccessDenied => ErrorCode.AccessDenied,
        SocketError.OperationNotSupported or SocketError.ProtocolNotSupported or SocketError.AddressFamilyNotSupported or SocketError.ProtocolOption => ErrorCode.NotSupported,
        SocketError.InvalidArgument or SocketError.DestinationAddressRequired or SocketError.Fault => ErrorCode.InvalidArgument,
        SocketError.NoBufferSpaceAvailable => ErrorCode.OutOfMemory,
        SocketError.TimedOut => ErrorCode.Timeout,
        SocketError.AlreadyInProgress or SocketError.InProgress => ErrorCode.ConcurrencyConflict,
        SocketError.WouldBlock or SocketError.IOPending => ErrorCode.WouldBlock,
        SocketError.IsConnected or SocketError.NotConnected => ErrorCode.InvalidState,
        SocketError.TooManyOpenSockets or SocketError.ProcessLimit => ErrorCode.NewSocketLimit,
        SocketError.AddressNotAvailable => ErrorCode.AddressNotBindable,
        SocketError.AddressAlreadyInUse => ErrorCode.AddressInUse,
        SocketError.HostUnreachable or SocketError.HostDown or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.NetworkReset => ErrorCode.RemoteUnreachable,
        SocketError.ConnectionRefused => ErrorCode.ConnectionRefused,
        SocketError.ConnectionReset => ErrorCode.ConnectionReset,
        SocketError.ConnectionAborted or SocketError.OperationAborted => ErrorCode.ConnectionAborted,
        SocketError.MessageSize => ErrorCode.DatagramTooLarge,
        SocketError.HostNotFound or SocketError.NoData => ErrorCode.NameUnresolvable,
        SocketError.TryAgain => ErrorCode.TemporaryResolverFailure,
        SocketError.NoRecovery => ErrorCode.PermanentResolverFailure,
        _ => ErrorCode.Unknown,
    };
}
