namespace Microlight.Tars.Components.Tests.Support;

/// <summary>Calls with one parameter of the test's own making.</summary>
internal sealed class RawProxy(TarsClient client, string objectName) : TarsProxy(client, objectName)
{
    public Task CallAsync<T, TCodec>(string function, string name, T value, TarsCallOptions? options = null) where TCodec : struct, ITarsCodec<T> =>
        InvokeAsync(Begin<T, TCodec>(function, name, value, options), CancellationToken.None);

    public Task<TResult> CallAsync<T, TCodec, TResult, TResultCodec>(string function, string name, T value, TarsCallOptions? options = null)
        where TCodec : struct, ITarsCodec<T>
        where TResultCodec : struct, ITarsCodec<TResult> =>
        InvokeAsync(Begin<T, TCodec>(function, name, value, options), static (ref TarsBodyReader results) => results.Read<TResult, TResultCodec>(0, ""), CancellationToken.None);

    private TarsOutgoingCall Begin<T, TCodec>(string function, string name, T value, TarsCallOptions? options) where TCodec : struct, ITarsCodec<T>
    {
        var call = BeginCall(function, options);
        var parameters = call.WriteParameters(1);
        parameters.Write<T, TCodec>(1, name, value);
        return call;
    }
}
