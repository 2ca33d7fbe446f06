using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>Something of HTTP went wrong; the guest gets this error for it.</summary>
internal sealed class HttpFailure(ErrorCode error, Exception? inner = null) : IOException($"HTTP failed: {error.GetType().Name}.", inner)
{
    public ErrorCode Error { get; } = error;
}
