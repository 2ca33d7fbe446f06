using Microlight.Tars.Client;

namespace Microlight.Tars;

/// <summary>Calls the functions of an object. The generator derives a class from it for each interface; any number of calls at the same time.</summary>
public abstract class TarsProxy
{
    private readonly TarsClient _client;
    private readonly ObjectTarget _target;

    /// <summary>Calls an object.</summary>
    /// <param name="client">Has the connections.</param>
    /// <param name="objectName"><c>App.Server.Obj@tcp -h host -p port</c>, endpoints joined by colons.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    /// <exception cref="ArgumentException">An endpoint is one for TLS, which is not called.</exception>
    protected TarsProxy(TarsClient client, string objectName)
    {
        ArgumentNullException.ThrowIfNull(client);
        (_client, _target) = (client, client.GetTarget(TarsObjectName.Parse(objectName)));
    }

    /// <summary>The object.</summary>
    public TarsObjectName ObjectName => _target.Name;

    /// <summary>Asks whether the object is there.</summary>
    /// <exception cref="TarsCallException">It is not.</exception>
    public Task PingAsync(TarsCallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = BeginCall("tars_ping", options);
        call.WriteParameters(0);
        return InvokeAsync(call, cancellationToken);
    }

    /// <summary>Begins a call.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="options">What the call adds; null for nothing.</param>
    /// <exception cref="ArgumentException">The options have a version that there is not.</exception>
    protected TarsOutgoingCall BeginCall(string functionName, TarsCallOptions? options)
    {
        options ??= TarsCallOptions.Default;
        var version = options.Version ?? _client.Options.Version;
        if (!Enum.IsDefined(version)) throw new ArgumentException($"There is no version {(short)version}; possible are 1, 2 and 3.", nameof(options));
        return new TarsOutgoingCall(functionName, options, version);
    }

    /// <summary>Sends a call and waits for its reply, which has no results.</summary>
    /// <exception cref="TarsCallException">The server answered with a code, or there was no answer in time.</exception>
    protected async Task InvokeAsync(TarsOutgoingCall call, CancellationToken cancellationToken) => await _client.CallAsync(_target, call, cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a call, waits for its reply and reads the results.</summary>
    /// <exception cref="TarsCallException">The server answered with a code, there was no answer in time, or its results cannot be read.</exception>
    protected async Task<T> InvokeAsync<T>(TarsOutgoingCall call, TarsResultReader<T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var reply = await _client.CallAsync(_target, call, cancellationToken).ConfigureAwait(false);
        try
        {
            var results = new TarsBodyReader(reply.Version, reply.Body.Span, _client.Options.Limits);
            return read(ref results);
        }
        catch (TarsDecodeException exception)
        {
            throw new TarsCallException(TarsReturnCode.ClientDecodeError, $"The results of {_target.Name.Name}.{call.FunctionName} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Sends a one-way call; done when it is on its way.</summary>
    /// <exception cref="TarsCallException">No endpoint can be reached.</exception>
    protected Task SendAsync(TarsOutgoingCall call, CancellationToken cancellationToken) => _client.SendAsync(_target, call, cancellationToken);
}
