using System.Net;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// Which names the guest's own look-ups led to which addresses: a socket knows addresses only, and a rule may grant a name. Only what the
/// policy let through is remembered, so a name that later leads elsewhere changes nothing.
/// </summary>
internal sealed class ResolvedNames
{
    /// <summary>More addresses than a guest has use of; the oldest are forgotten, and can be looked up again.</summary>
    private const int Most = 4096;
    /// <summary>Made with the first: most guests look nothing up, and need not wait for the assembly of addresses.</summary>
    private Dictionary<IPAddress, HashSet<string>>? _names;
    private Queue<IPAddress>? _order;
    private readonly Lock _lock = new();

    /// <summary>From any thread: look-ups end on theirs.</summary>
    public void Add(IPAddress address, string normalizedName)
    {
        using var _ = _lock.EnterScope();
        _names ??= [];
        _order ??= [];
        if (!_names.TryGetValue(address, out var names))
        {
            if (_order.Count == Most) _names.Remove(_order.Dequeue());
            _names.Add(address, names = []);
            _order.Enqueue(address);
        }
        if (names.Count < Most) names.Add(normalizedName);
    }

    /// <summary>Whether a name that leads there is granted at that port.</summary>
    public bool Allows(NetworkPolicy policy, IPAddress address, int port)
    {
        using var _ = _lock.EnterScope();
        if (_names is null || !_names.TryGetValue(address, out var names)) return false;
        foreach (var name in names)
            if (policy.AllowsResolved(name, address, port))
                return true;
        return false;
    }
}
