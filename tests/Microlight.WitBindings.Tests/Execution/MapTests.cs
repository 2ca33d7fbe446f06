using Microlight.Tests;
using Microlight.Wasm.Bindings;
using Microlight.Wasm.Components;
using Test.Maps;

namespace Microlight.WitBindings.Tests.Execution;

/// <summary>Maps and lists of fixed length, there and back.</summary>
public sealed class MapTests(Components components) : IClassFixture<Components>
{
    [SkippableFact]
    public async Task They_come_back()
    {
        Kvm.Require();
        var imports = new ComponentImports();
        IMaps.Register(imports, new Echo());
        using var instance = components.Maps.Instantiate(imports);
        var maps = new MappedWorld(instance).Maps;
        var names = new Dictionary<string, IReadOnlyList<uint>> { [""] = [], ["one"] = [1], ["é🦀"] = [2, uint.MaxValue] };
        Assert.Equal(names, maps.Names(names));
        Assert.Equal(names, await maps.NamesAsync(names));
        Assert.Empty(maps.Names(new Dictionary<string, IReadOnlyList<uint>>()));
        var numbers = Enumerable.Range(0, 1000).ToDictionary(i => (uint)i * 7, i => i % 3 == 0);
        Assert.Equal(numbers, maps.Numbers(numbers));
        var (three, pairs) = maps.Fixed([1, 2, ushort.MaxValue], [["a", "b"], ["", "c"]]);
        Assert.Equal([1, 2, ushort.MaxValue], three);
        Assert.Equal([["a", "b"], ["", "c"]], pairs);
        Assert.Throws<ArgumentException>(() => maps.Fixed([1, 2], []));
        Assert.Throws<ArgumentException>(() => maps.Fixed([1, 2, 3], [["a"]]));
    }

    /// <summary>Numbers with one hash code of .NET's would take 2·10¹⁰ comparisons, minutes; with a seed they are as any others.</summary>
    [Fact]
    public void Keys_that_a_guest_chose_do_not_collide()
    {
        var map = WitMaps.Create<ulong, bool>(200_000);
        for (var i = 0UL; i < 200_000; i++) map[i << 32 | i] = true;
        Assert.Equal(200_000, map.Count);
        Assert.True(map.Keys.Take(1000).Select(map.Comparer.GetHashCode).Distinct().Count() > 990);
        Assert.Single(map.Keys.Select(k => k.GetHashCode()).Distinct());
    }

    private sealed class Echo : IMaps
    {
        public ValueTask<IReadOnlyDictionary<string, IReadOnlyList<uint>>> NamesAsync(IReadOnlyDictionary<string, IReadOnlyList<uint>> x, CancellationToken cancellationToken = default) => new(x);
        public ValueTask<IReadOnlyDictionary<uint, bool>> NumbersAsync(IReadOnlyDictionary<uint, bool> x, CancellationToken cancellationToken = default) => new(x);

        public ValueTask<(IReadOnlyList<ushort>, IReadOnlyList<IReadOnlyList<string>>)> FixedAsync(IReadOnlyList<ushort> x, IReadOnlyList<IReadOnlyList<string>> y, CancellationToken cancellationToken = default) => new((x, y));
    }
}
