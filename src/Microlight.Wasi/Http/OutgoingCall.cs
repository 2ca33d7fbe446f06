using System.Net.Http;

namespace Microlight.Wasi.Http;

/// <summary>What a new connection has to know of the request that it is made for.</summary>
/// <param name="Context">Whose request it is: its denials are that guest's.</param>
/// <param name="ConnectTimeout">How long it may take.</param>
internal sealed record OutgoingCall(WasiContext Context, TimeSpan ConnectTimeout)
{
    public static readonly HttpRequestOptionsKey<OutgoingCall> Key = new("Microlight.Wasi");
}
