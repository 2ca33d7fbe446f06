using System.IO.Pipelines;

namespace Microlight.Wasi.Http;

/// <summary>A component's response. Its fields have been checked for syntax, and hold none that are the server's own business.</summary>
public sealed class HttpExchangeResponse
{
    private readonly HostOutgoingResponse _response;

    internal HttpExchangeResponse(HostOutgoingResponse response) => _response = response;

    /// <summary>100 to 999.</summary>
    public int Status => _response.Status;

    /// <summary>Fields in their order; a name may come more than once.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Value)> Headers => _response.Fields.Entries;

    /// <summary>The body while the guest writes it, null if there is none. Reading it fails if the guest does not finish it.</summary>
    public PipeReader? Body => _response.Body?.Reader;

    /// <summary>The fields behind the body; to be asked for when that has been read to its end.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Value)> Trailers => _response.Body?.Trailers?.Entries ?? [];
}
