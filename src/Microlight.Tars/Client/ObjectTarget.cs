namespace Microlight.Tars.Client;

/// <summary>An object's endpoints, and whose turn it is.</summary>
internal sealed class ObjectTarget(TarsObjectName name, IReadOnlyList<(ClientEndpoint Endpoint, int Weight)> endpoints)
{
    private readonly Lock _gate = new();
    private readonly int[] _credits = new int[endpoints.Count];

    public TarsObjectName Name => name;

    /// <summary>Connects to the endpoint whose turn it is; to the next where that fails, until all have.</summary>
    /// <exception cref="TarsCallException">All have.</exception>
    /// <exception cref="OperationCanceledException">The time is over.</exception>
    public async ValueTask<(ClientEndpoint, IClientConnection)> ConnectAsync(int? hash, CancellationToken cancellationToken)
    {
        HashSet<ClientEndpoint>? tried = null;
        while (true)
        {
            var endpoint = Choose(hash, tried);
            try
            {
                return (endpoint, await endpoint.ConnectAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (TarsCallException) when ((tried ??= []).Add(endpoint) && tried.Count < endpoints.DistinctBy(e => e.Endpoint).Count())
            {
            }
        }
    }

    /// <summary>Chooses among those that have not failed lately; among all where all have.</summary>
    internal ClientEndpoint Choose(int? hash, HashSet<ClientEndpoint>? tried)
    {
        if (endpoints.Count == 1) return endpoints[0].Endpoint;
        var left = Indices(tried, onlyGood: true);
        if (left.Count == 0) left = Indices(tried, onlyGood: false);
        // Weight 0 is for when there is nobody else.
        if (left.Exists(i => endpoints[i].Weight > 0)) left.RemoveAll(i => endpoints[i].Weight == 0);
        return endpoints[hash is { } number ? ByHash(left, (uint)number) : ByTurn(left)].Endpoint;
    }

    private List<int> Indices(HashSet<ClientEndpoint>? tried, bool onlyGood)
    {
        var indices = new List<int>(endpoints.Count);
        for (var i = 0; i < endpoints.Count; i++)
            if (tried?.Contains(endpoints[i].Endpoint) != true && (!onlyGood || endpoints[i].Endpoint.IsGood)) indices.Add(i);
        return indices;
    }

    /// <summary>Rendezvous hashing, weighted: an endpoint that fails moves its own calls alone.</summary>
    private int ByHash(List<int> left, uint hash) => left.MaxBy(i =>
    {
        var mixed = (((ulong)hash << 32) | (uint)i) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
        var share = ((mixed >> 11) + 1) / (double)(1UL << 53);
        return Math.Max(endpoints[i].Weight, 1) / -Math.Log(share);
    });

    /// <summary>Smooth weighted turns: with weights 2 and 1 they are A, B, A.</summary>
    private int ByTurn(List<int> left)
    {
        lock (_gate)
        {
            var total = 0;
            foreach (var i in left)
            {
                var weight = Math.Max(endpoints[i].Weight, 1);
                _credits[i] += weight;
                total += weight;
            }
            var best = left.MaxBy(i => _credits[i]);
            _credits[best] -= total;
            return best;
        }
    }
}
