using System.Net;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// What of the network a guest may use. Whatever is not named is denied, and the addresses of this machine, of private networks and of link-local
/// ones are denied until they are named as addresses: a name that leads to one does not open it. The address that is connected to is
/// the one that was checked.
/// </summary>
public sealed record NetworkPolicy
{
    /// <summary>Nothing.</summary>
    public static NetworkPolicy Denied { get; } = new();

    /// <summary>Everything that this process itself can reach, listening and looking up names included.</summary>
    public static NetworkPolicy Unrestricted { get; } = new() { IsUnrestricted = true, AllowNameLookup = true };

    /// <summary>What may be connected and sent to.</summary>
    public IReadOnlyList<NetworkRule> Connect { get; init; } = [];

    /// <summary>
    /// Addresses and ports of this machine that may be listened on, and where datagrams of anybody may be received. Each rule is an address or
    /// a range; <c>0.0.0.0:8080</c> is all interfaces.
    /// </summary>
    /// <exception cref="ArgumentException">A rule that is a name.</exception>
    public IReadOnlyList<NetworkRule> Listen
    {
        get;
        init => field = value.FirstOrDefault(rule => !rule.IsAddress) is { } stranger
            ? throw new ArgumentException($"'{stranger}' cannot be listened on: that takes an address.")
            : value;
    } = [];

    /// <summary>Whether TCP sockets can be created at all.</summary>
    public bool AllowTcp { get; init; } = true;

    /// <summary>Whether UDP sockets can be created at all.</summary>
    public bool AllowUdp { get; init; } = true;

    /// <summary>Whether names can be looked up by the guest itself: those that a rule of <see cref="Connect"/> has.</summary>
    public bool AllowNameLookup { get; init; }

    internal bool IsUnrestricted { get; private init; }

    /// <summary>Whether any of it lets the guest do anything.</summary>
    internal bool GrantsAny => IsUnrestricted || Connect.Count > 0 || Listen.Count > 0;

    /// <summary>Whether the address itself, unwrapped, may be reached at that port, or at any if that is null.</summary>
    internal bool AllowsAddress(IPAddress address, int? port)
    {
        if (IsUnrestricted) return true;
        foreach (var rule in Connect)
            if (rule.MatchesAddress(address, port))
                return true;
        return false;
    }

    /// <summary>Whether the name may be reached at that port, or at any if that is null, wherever it leads.</summary>
    internal bool AllowsName(string normalizedName, int? port)
    {
        if (IsUnrestricted) return true;
        foreach (var rule in Connect)
            if (rule.MatchesName(normalizedName, port))
                return true;
        return false;
    }

    /// <summary>
    /// Whether the name may be reached at that port, or at any if that is null, under an address that it leads to: one that is public, or granted as
    /// an address as well.
    /// </summary>
    internal bool AllowsResolved(string normalizedName, IPAddress address, int? port) =>
        IsUnrestricted || (AllowsName(normalizedName, port) && (SpecialAddresses.Find(address) is null || AllowsAddress(address, port)));

    internal bool AllowsListening(IPAddress address, int port)
    {
        if (IsUnrestricted) return true;
        foreach (var rule in Listen)
            if (rule.MatchesLocal(address, port))
                return true;
        return false;
    }
}
