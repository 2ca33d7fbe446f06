using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>A component answered a request with an error instead of a response.</summary>
public sealed class HttpExchangeException(ErrorCode error) : Exception($"The component answered with the error {error.GetType().Name}.")
{
    /// <summary>The error.</summary>
    public ErrorCode Error { get; } = error;
}
