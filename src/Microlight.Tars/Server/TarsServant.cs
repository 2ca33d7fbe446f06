namespace Microlight.Tars;

/// <summary>
/// Answers the requests of an object. The generator derives an abstract class from it for each interface, with a method for each function;
/// one instance serves all requests, at the same time.
/// </summary>
public abstract class TarsServant
{
    /// <summary>
    /// Answers a request: reads parameters, does the work, writes results. A <see cref="TarsException"/> becomes the reply's code and
    /// description; any other exception is logged and becomes <see cref="TarsReturnCode.Unknown"/>, and the client is not told more.
    /// </summary>
    /// <param name="call">The request, and where the results go; not to be used after the task is done.</param>
    public abstract ValueTask InvokeAsync(TarsCall call);

    /// <summary>Replies that there is no such function.</summary>
    protected static ValueTask NoFunctionAsync(TarsCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        call.Fail(TarsReturnCode.NoFunction, $"{call.Request.ServantName} has no function '{PeerText.Show(call.FunctionName)}'.");
        return default;
    }
}
