using System.Net;
using System.Net.Sockets;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Io;
using Wasi.Sockets;
using Address = Wasi.Sockets.IpAddress;

namespace Microlight.Wasi.Sockets;

/// <summary>The addresses of a name, once the resolver has them: those that the guest may go to.</summary>
internal sealed class HostResolveAddressStream : ResolveAddressStream
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<Queue<IPAddress>> _lookup;

    /// <summary>An address that was given as a name.</summary>
    public HostResolveAddressStream(IPAddress literal) => _lookup = Task.FromResult(new Queue<IPAddress>([literal]));

    /// <summary>Looks up a name, in its normal form.</summary>
    public HostResolveAddressStream(WasiContext context, string name) => _lookup = LookUpAsync(context, name, _stop.Token);

    public override ValueTask<WitResult<Address?, ErrorCode>> ResolveNextAddressAsync(CancellationToken cancellationToken = default)
    {
        if (!_lookup.IsCompleted) return Failed(ErrorCode.WouldBlock);
        if (!_lookup.IsCompletedSuccessfully) return Failed(_lookup.Exception?.InnerException?.ToErrorCode() ?? ErrorCode.Timeout);
        return new((WitResult<Address?, ErrorCode>)Wit.Ok(_lookup.Result.TryDequeue(out var address) ? address.ToIpAddress() : null));
    }

    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) => new(HostPollable.For(_lookup));

    public override void Dispose() => _stop.Cancel();

    /// <summary>A name that leads only to where the guest may not go is denied: that is a mistake in the grant, or an attack with the name.</summary>
    private static async Task<Queue<IPAddress>> LookUpAsync(WasiContext context, string name, CancellationToken cancellationToken)
    {
        var found = await context.Options.Resolver(name, cancellationToken).ConfigureAwait(false);
        var granted = new Queue<IPAddress>();
        foreach (var address in found.Select(SpecialAddresses.Unwrap).Distinct())
        {
            if (!context.Options.Network.AllowsResolved(name, address, port: null)) continue;
            context.Resolved.Add(address, name);
            granted.Enqueue(address);
        }
        if (granted.Count > 0) return granted;
        if (found.Count == 0) throw new SocketException((int)SocketError.HostNotFound);
        context.Denials.Report("wasi:sockets/ip-name-lookup", "resolve-addresses", $"{name} ({string.Join(", ", found.Take(4))})");
        throw new SocketException((int)SocketError.AccessDenied);
    }

    private static ValueTask<WitResult<Address?, ErrorCode>> Failed(ErrorCode error) => new((WitResult<Address?, ErrorCode>)Wit.Error(error));
}
