// A resource that the host implements: the component holds buckets, and can do nothing with them but what their interface says.
using Microlight.Wasm.Bindings;
using Microlight.Wasm.Components;
using Sample.Visits;

using var component = WasmComponent.Load(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "visits.wasm")), "visits");

var granted = new Dictionary<string, ulong>();
Count(new Store(new() { ["visits"] = granted }), "Ada", "Grace", "Ada");
Console.WriteLine(string.Join(", ", granted.Select(entry => $"{entry.Key}: {entry.Value}")));
Count(new Store([]), "Ada");

void Count(Store store, params string[] visitors)
{
    var imports = new ComponentImports();
    IStore.Register(imports, store);
    using var instance = component.Instantiate(imports);
    var counter = new CounterWorld(instance);
    foreach (var visitor in visitors)
    {
        var count = counter.Visit(visitor);
        Console.WriteLine(count.IsOk ? $"{visitor}'s visit number {count.Value}" : $"{visitor}: {count.Error}");
    }
}

/// <summary>What one component may open.</summary>
internal sealed class Store(Dictionary<string, Dictionary<string, ulong>> granted) : IStore
{
    public ValueTask<WitResult<Bucket, string>> BucketOpenAsync(string name, CancellationToken cancellationToken) =>
        new(granted.TryGetValue(name, out var entries) ? Wit.Ok<Bucket>(new HostBucket(name, entries)) : Wit.Error($"there is no bucket \"{name}\" for you"));
}

internal sealed class HostBucket(string name, Dictionary<string, ulong> entries) : Bucket
{
    public override ValueTask<ulong?> GetAsync(string key, CancellationToken cancellationToken) => new(entries.TryGetValue(key, out var value) ? value : null);

    public override ValueTask SetAsync(string key, ulong value, CancellationToken cancellationToken)
    {
        entries[key] = value;
        return default;
    }

    /// <summary>The component dropped its handle, or ended with it.</summary>
    public override void Dispose() => Console.WriteLine($"{name} is closed");
}
