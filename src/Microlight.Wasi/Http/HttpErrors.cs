using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>.NET's errors of HTTP as those of wasi:http.</summary>
internal static class HttpErrors
{
    public static ErrorCode ToErrorCode(this Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case HttpFailure failure: return failure.Error;
                case SocketException socket: return OfSocket(socket.SocketErrorCode);
                case AuthenticationException: return ErrorCode.TlsCertificateError.Instance;
            }
        }
        return exception switch
        {
            HttpRequestException request => OfRequest(request.HttpRequestError),
            HttpIOException io => OfRequest(io.HttpRequestError),
            OperationCanceledException => ErrorCode.ConnectionTerminated.Instance,
            IOException => ErrorCode.ConnectionTerminated.Instance,
            _ => new ErrorCode.InternalError(null),
        };
    }

    private static ErrorCode OfRequest(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => new ErrorCode.DnsError(new DnsErrorPayload(null, null)),
        HttpRequestError.ConnectionError => ErrorCode.DestinationUnavailable.Instance,
        HttpRequestError.SecureConnectionError => ErrorCode.TlsProtocolError.Instance,
        HttpRequestError.ResponseEnded => ErrorCode.HttpResponseIncomplete.Instance,
        HttpRequestError.ConfigurationLimitExceeded => new ErrorCode.HttpResponseHeaderSectionSize(null),
        HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError => ErrorCode.HttpProtocolError.Instance,
        _ => new ErrorCode.InternalError(null),
    };

    private static ErrorCode OfSocket(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => ErrorCode.ConnectionRefused.Instance,
        SocketError.ConnectionReset or SocketError.ConnectionAborted => ErrorCode.ConnectionTerminated.Instance,
        SocketError.TimedOut => ErrorCode.ConnectionTimeout.Instance,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => ErrorCode.DestinationIpUnroutable.Instance,
        SocketError.HostNotFound or SocketError.NoData => new ErrorCode.DnsError(new DnsErrorPayload("NXDOMAIN", null)),
        SocketError.TryAgain or SocketError.NoRecovery => new ErrorCode.DnsError(new DnsErrorPayload("SERVFAIL", null)),
        SocketError.TooManyOpenSockets => ErrorCode.ConnectionLimitReached.Instance,
        _ => ErrorCode.DestinationUnavailable.Instance,
    };
}
