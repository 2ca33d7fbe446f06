using System.Text;
using Demo.Rich;
using Microlight.Tests;
using Microlight.Wasm.Components;

namespace Microlight.WitBindings.Tests.Execution;

/// <summary>A component in C that exports functions over every kind of value and a resource of its own, and imports a resource of the host.</summary>
public sealed class RichTests : IClassFixture<Components>
{
    private readonly Components _components;

    public RichTests(Components components) => _components = components;

    private RichWorld Start(RichHost? host = null)
    {
        Kvm.Require();
        var imports = new ComponentImports();
        IHost.Register(imports, host ?? new RichHost());
        return new RichWorld(_components.Rich.Instantiate(imports));
    }

    [SkippableFact]
    public async Task Functions_do_what_they_say()
    {
        var world = Start();
        using var instance = world.Instance;
        var values = world.Values;
        Assert.Equal(1u, values.Add(uint.MaxValue, 2));
        Assert.Equal("255|-128|65535|-32768|4294967295|-2147483648|18446744073709551615|-9223372036854775808|1.5|-2.25|true|é",
            await values.NumsAsync(255, -128, 65535, -32768, uint.MaxValue, int.MinValue, ulong.MaxValue, long.MinValue, 1.5f, -2.25, true, new Rune('é')));
        Assert.Equal("Hello, héllo 🌍!", values.Greet("héllo 🌍"));
        Assert.Equal("🌍 olléh", await values.ReverseStringAsync("héllo 🌍"));
        Assert.Equal(-6L, values.Sum([-1, -2, -3]));
        Assert.Equal(new byte[] { 0xff, 0xfe, 0x55 }, values.BytesXor(new byte[] { 0x55, 0x54, 0xff }, 0xaa).ToArray());
        Assert.Equal(["", "a", "b", "é"], values.SortStrings(["b", "é", "", "a"]));
        Assert.Equal(new Point(11, -2), values.Translate(new Point(1, 2), 10, -4));
        var person = values.Birthday(new Person("Ada", 36, ["math"], new Point(1, 2)));
        Assert.Equal(("Ada", (byte)37, (Point?)new Point(1, 2)), (person.Name, person.Age, person.Home));
        Assert.Equal(["math", "older"], person.Tags);
        Assert.Equal(12, values.Area(new Shape.Circle(2)));
        Assert.Equal(12, values.Area(new Shape.Rect((3, 4))));
        Assert.Equal(0.5, values.Area(new Shape.Polygon([new Point(0, 0), new Point(1, 0), new Point(0, 1)])));
        Assert.Equal(0, values.Area(Shape.Empty.Instance));
        Assert.Equal(new Shape.Rect((6, 8)), values.Scale(new Shape.Rect((3, 4)), 2));
        Assert.Equal([new Point(2, 4)], Assert.IsType<Shape.Polygon>(values.Scale(new Shape.Polygon([new Point(1, 2)]), 2)).Value);
        Assert.Equal(Color.Red, values.NextColor(Color.Blue));
        Assert.Equal(Perms.Read | Perms.Write, values.AddPerm(Perms.Read));
        Assert.Equal((uint?)42, values.MaybeDouble(21));
        Assert.Null(values.MaybeDouble(null));
        Assert.Equal(7, values.Divide(14, 2).Value);
        Assert.Equal("division by zero", values.Divide(1, 0).Error);
        Assert.Equal("Ada", values.Lookup("ada").Value.Name);
        Assert.Equal(new Failure.Denied("no access to secret"), values.Lookup("secret").Error);
        Assert.Equal(new Failure.Code(42), values.Lookup("").Error);
        Assert.Same(Failure.NotFound.Instance, values.Lookup("nobody").Error);
        Assert.True(values.Check(true).IsOk);
        Assert.False(values.Check(false).IsOk);
        Assert.Equal((1.5, "x", 3), values.Swap((3, "x", 1.5)));
        Assert.Equal([[0.5, 1.5], [2.5, 3.5]], values.Matrix(2));
        Assert.Equal(136ul + 3, values.Many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "a🦀b"));
        Assert.Equal(2u, values.TreeDepth([("a", [new Point(1, 1), null]), ("b", []), ("c", [new Point(2, 2)])]));
    }

    [SkippableFact]
    public async Task A_component_s_resource_is_an_object()
    {
        var world = Start();
        using var instance = world.Instance;
        var counters = world.Counters;
        using var first = counters.CreateCounter(5);
        Assert.Equal(7, first.Increment(2));
        Assert.Equal(7, await first.GetAsync());
        var made = await counters.MakeAsync(3);
        Assert.Equal(7 + 0 + 10 + 20, counters.Total([first, .. made]));

        using var merged = counters.CounterMerge(made[1], made[2]);
        Assert.Equal(30, merged.Get());
        Assert.Throws<ObjectDisposedException>(() => made[1].Get());
        Assert.Throws<ObjectDisposedException>(() => counters.Total([first, made[2]]));

        made[0].Dispose();
        made[0].Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await made[0].IncrementAsync(1));
        Assert.Equal(37, await counters.TotalAsync([first, merged]));

        // Given for a call that is not made, it is still there.
        Assert.Throws<ArgumentNullException>(() => counters.CounterMerge(first, null!));
        Assert.Equal(7, first.Get());
    }

    [SkippableFact]
    public void A_resource_of_another_instance_or_of_the_host_is_refused()
    {
        var (one, other) = (Start(), Start());
        using var instance = one.Instance;
        using var otherInstance = other.Instance;
        using var counter = one.Counters.CreateCounter(1);
        Assert.Throws<ArgumentException>(() => other.Counters.Total([counter]));
        using var hosts = new HostCounter();
        Assert.Throws<ArgumentException>(() => one.Counters.Total([counter, hosts]));
        Assert.Throws<ArgumentException>(() => hosts.Increment(1));
        Assert.Equal(1, one.Counters.Total([counter]));
    }

    [SkippableFact]
    public void A_restore_takes_its_resources_with_it()
    {
        var world = Start();
        using var instance = world.Instance;
        var counter = world.Counters.CreateCounter(1);
        instance.Restore();
        Assert.Throws<ObjectDisposedException>(() => counter.Get());
        counter.Dispose();
        using var another = world.Counters.CreateCounter(2);
        Assert.Equal(2, another.Get());
    }

    [SkippableFact]
    public async Task Imports_are_called_and_dropped_resources_disposed()
    {
        var host = new RichHost();
        var world = Start(host);
        using var instance = world.Instance;
        Assert.Equal("pre-x/1/none", (await world.RunHostAsync("x")).Value);
        Assert.Equal("pre-y/1/none", world.RunHost("y").Value);
        Assert.Equal([((byte)1, "running for x"), ((byte)1, "running for y")], host.Log);
        Assert.Equal(["x", "y"], host.Stores.Select(s => s.Name));
        Assert.All(host.Stores, s => Assert.True(s.IsDisposed));
        Assert.Equal(0, instance.Resources.Count);
        host.Prefix = null;
        Assert.Equal("no prefix", world.RunHost("z").Error);
    }

    [SkippableFact]
    public void An_implementation_may_be_each_instance_s_own()
    {
        Kvm.Require();
        var imports = new ComponentImports().AddState(() => new RichHost());
        IHost.Register(imports, call => call.GetState<RichHost>());
        using var one = _components.Rich.Instantiate(imports);
        using var other = _components.Rich.Instantiate(imports);
        new RichWorld(one).RunHost("a");
        new RichWorld(other).RunHost("b");
        Assert.Equal([((byte)1, "running for a")], one.GetState<RichHost>().Log);
        Assert.Equal([((byte)1, "running for b")], other.GetState<RichHost>().Log);
    }

    [SkippableFact]
    public void A_component_that_exports_something_else_is_refused_by_name()
    {
        Kvm.Require();
        var imports = new ComponentImports();
        IHost.Register(imports, new RichHost());
        using var instance = _components.Rich.Instantiate(imports);
        var refusal = Assert.Throws<ArgumentException>(() => new global::Test.Mirror.MirroredWorld(instance));
        Assert.Contains("test:mirror/mirror@0.1.0#numbers", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class HostCounter : Counter
    {
        public override ValueTask<int> IncrementAsync(int by, CancellationToken cancellationToken = default) => new(by);
        public override ValueTask<int> GetAsync(CancellationToken cancellationToken = default) => new(0);
    }
}
