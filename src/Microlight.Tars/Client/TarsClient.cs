using System.Diagnostics;
using System.Collections.Concurrent;
using Microlight.Tars.Client;
using Microlight.Tars.Diagnostics;

namespace Microlight.Tars;

/// <summary>The connections of proxies: one for each endpoint (or as many as the options say), made when first needed, with many calls at once. Usually one for a process.</summary>
public sealed class TarsClient : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(TarsTransport, string, int), ClientEndpoint> _endpoints = new();
    private int _requestId;
    private volatile bool _isDisposed;

    /// <summary>Makes a client without connections.</summary>
    /// <param name="options">Null for the defaults; not to be changed any more.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public TarsClient(TarsClientOptions? options = null)
    {
        Options = options ?? new TarsClientOptions();
        Options.Validate();
    }

    internal TarsClientOptions Options { get; }

    /// <summary>Closes all connections; calls under way fail.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        foreach (var endpoint in _endpoints.Values) endpoint.Close();
        return default;
    }

    internal ObjectTarget GetTarget(TarsObjectName name)
    {
        if (name.Endpoints.Any(e => e.Transport == TarsTransport.Ssl)) throw new ArgumentException($"'{name.Name}' has an ssl endpoint; only tcp and udp are called.");
        return new ObjectTarget(name, [.. name.Endpoints.Select(e => (_endpoints.GetOrAdd((e.Transport, e.Host, e.Port), static (_, a) => new ClientEndpoint(a.Endpoint, a.Options), (Endpoint: e, Options)), e.Weight ?? 100))]);
    }

    /// <exception cref="TarsCallException">The server answered with a code, or there was no answer in time.</exception>
    internal async Task<TarsReply> CallAsync(ObjectTarget target, TarsOutgoingCall call, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var code = TarsReturnCode.Unknown;
        try
        {
            var reply = await RunAsync(target, call, isOneWay: false, cancellationToken).ConfigureAwait(false);
            call.Options.Received?.Invoke(reply!);
            code = reply!.Code;
            if (code == TarsReturnCode.Success) return reply;
            throw new TarsCallException(code, reply.Description.Length > 0 ? reply.Description : $"{target.Name.Name}.{call.FunctionName} answered with the code {(int)code}.");
        }
        catch (TarsCallException exception)
        {
            code = exception.Code;
            throw;
        }
        finally
        {
            if (TarsMetrics.ClientDuration.Enabled)
                TarsMetrics.ClientDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("tars.servant", target.Name.Name), new("tars.function", call.FunctionName), new("tars.code", (int)code));
        }
    }

    /// <exception cref="TarsCallException">No endpoint can be reached.</exception>
    internal Task SendAsync(ObjectTarget target, TarsOutgoingCall call, CancellationToken cancellationToken) => RunAsync(target, call, isOneWay: true, cancellationToken);

    private async Task<TarsReply?> RunAsync(ObjectTarget target, TarsOutgoingCall call, bool isOneWay, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var timeout = call.Options.Timeout ?? Options.Timeout;
        var id = Interlocked.Increment(ref _requestId);
        using var frame = new PooledBuffer();
        call.WriteFrame(frame, target.Name.Name, id, isOneWay, timeout, Options.Limits);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        ClientEndpoint? endpoint = null;
        try
        {
            (endpoint, var connection) = await target.ConnectAsync(call.Hash, patience.Token).ConfigureAwait(false);
            if (isOneWay)
            {
                connection.Send(frame.WrittenSpan);
                return null;
            }
            var reply = await connection.CallAsync(id, frame.WrittenMemory, patience.Token).ConfigureAwait(false);
            endpoint.Succeeded();
            return reply;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            endpoint?.TimedOut();
            throw new TarsCallException(TarsReturnCode.InvokeTimeout, $"{target.Name.Name}.{call.FunctionName} did not answer within {timeout.TotalMilliseconds:0} ms.", exception);
        }
    }
}
