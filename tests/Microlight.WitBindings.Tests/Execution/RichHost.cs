using System.Text;
using Demo.Rich;
using Microlight.Wasm.Bindings;

namespace Microlight.WitBindings.Tests.Execution;

/// <summary>What the world demo:rich imports, as its fixture describes it.</summary>
internal sealed class RichHost : IHost
{
    public List<(byte Level, string Text)> Log { get; } = [];
    public List<MapStore> Stores { get; } = [];
    public string? Prefix { get; set; } = "pre-";

    public ValueTask LogAsync(byte level, string msg, CancellationToken cancellationToken = default)
    {
        Log.Add((level, msg));
        return default;
    }

    public ValueTask<string?> LookupSettingAsync(string name, CancellationToken cancellationToken = default) => new(name == "prefix" ? Prefix : null);

    public async ValueTask<Store> CreateStoreAsync(string name, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var store = new MapStore(name);
        Stores.Add(store);
        return store;
    }

    internal sealed class MapStore(string name) : Store
    {
        private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

        public string Name => name;
        public bool IsDisposed { get; private set; }

        public override ValueTask<WitResult<WitUnit, string>> PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
        {
            _values[key] = value.ToArray();
            return new(Wit.Ok());
        }

        public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return _values.TryGetValue(key, out var value) ? (ReadOnlyMemory<byte>?)value : null;
        }

        public override ValueTask<uint> SizeAsync(CancellationToken cancellationToken = default) => new((uint)_values.Count);

        public override void Dispose()
        {
            IsDisposed = true;
            base.Dispose();
        }
    }
}
