using System.Text;
using Microlight.Tests;
using Microlight.Wasm.Bindings;
using Microlight.Wasm.Components;
using Test.Mirror;

namespace Microlight.WitBindings.Tests.Execution;

/// <summary>Values of every kind go through a component and come back the same: as arguments and results of its exports and of its imports.</summary>
public sealed class MirrorTests : IClassFixture<Components>
{
    private static readonly Person s_ada = new("Ada 🦀", 36, ["math", ""], new Point(-51, int.MaxValue));

    private readonly Components _components;

    public MirrorTests(Components components) => _components = components;

    private (MirroredWorld World, MirrorHost Host) Start(bool waits = false)
    {
        Kvm.Require();
        var host = new MirrorHost(waits);
        var imports = new ComponentImports();
        IMirror.Register(imports, host);
        IThings.Register(imports, host);
        IMirroredWorld.Register(imports, host);
        return (new MirroredWorld(_components.Mirror.Instantiate(imports)), host);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_come_back(bool waits)
    {
        var (world, host) = Start(waits);
        using var instance = world.Instance;
        var mirror = world.Mirror;
        Assert.Equal(7u, world.Note("1234567"));

        (byte, sbyte, ushort, short, uint, int, ulong, long, float, double, bool, Rune) low = (0, sbyte.MinValue, 0, short.MinValue, 0, int.MinValue, 0, long.MinValue, float.NegativeInfinity, double.Epsilon, false, new Rune(0));
        (byte, sbyte, ushort, short, uint, int, ulong, long, float, double, bool, Rune) high = (255, 127, ushort.MaxValue, short.MaxValue, uint.MaxValue, int.MaxValue, ulong.MaxValue, long.MaxValue, 1.5f, double.NaN, true, new Rune(0x10ffff));
        foreach (var (a, b, c, d, e, f, g, h, i, j, k, l) in new[] { low, high })
        {
            Assert.Equal((a, b, c, d, e, f, g, h, i, j, k, l), mirror.Numbers(a, b, c, d, e, f, g, h, i, j, k, l));
            Assert.Equal((a, b, c, d, e, f, g, h, i, j, k, l), await mirror.NumbersAsync(a, b, c, d, e, f, g, h, i, j, k, l));
        }
        foreach (var text in new[] { "", "a", "héllo 🌍 \0 end", new string('x', 100_000) })
        {
            Assert.Equal(text, mirror.Text(text));
            Assert.Equal(Encoding.UTF8.GetBytes(text), (await mirror.BytesAsync(Encoding.UTF8.GetBytes(text))).ToArray());
        }

        var (shorts, doubles, bools, runes, strings) = mirror.Lists(new List<short> { 1, -2, short.MinValue }, [1.5, double.PositiveInfinity], new Queue<bool>([true, false]).ToArray(), [new Rune('é'), new Rune(0x1f980)], [[], ["a", "b"], [""]]);
        Assert.Equal([1, -2, short.MinValue], shorts);
        Assert.Equal([1.5, double.PositiveInfinity], doubles);
        Assert.Equal([true, false], bools);
        Assert.Equal([new Rune('é'), new Rune(0x1f980)], runes);
        Assert.Equal([[], ["a", "b"], [""]], strings);

        Assert.Equal(((byte?)null, (string?)null, default(WitOption<ulong?>), default(WitOption<WitOption<string?>>)), Four(mirror.Options(null, null, default, default, [])));
        Assert.Equal(((byte?)7, "x", new WitOption<ulong?>(null), new WitOption<WitOption<string?>>(default)), Four(mirror.Options(7, "x", new WitOption<ulong?>(null), new WitOption<WitOption<string?>>(default), [])));
        var options = await mirror.OptionsAsync(0, "", new WitOption<ulong?>(5), new WitOption<WitOption<string?>>(new WitOption<string?>(null)), [null, new Point(1, 2)]);
        Assert.Equal(((byte?)0, "", new WitOption<ulong?>(5), new WitOption<WitOption<string?>>(new WitOption<string?>(null))), Four(options));
        Assert.Equal([null, new Point(1, 2)], options.Item5);

        Assert.Equal((Wit.Ok(), Wit.Ok((byte)9), Wit.Ok()), Three(mirror.Results(Wit.Ok(), Wit.Ok((byte)9), Wit.Ok(), Wit.Ok<IReadOnlyList<ulong>>([1, ulong.MaxValue]))));
        var results = await mirror.ResultsAsync(Wit.Error(), Wit.Error(), Wit.Error("no"), Wit.Error(s_ada));
        Assert.Equal((Wit.Error(), Wit.Error(), Wit.Error("no")), Three(results));
        Same(s_ada, results.Item4.Error);
        Assert.Equal("yes", mirror.Answer(Wit.Ok("yes")).Value);
        Assert.Equal(Color.Blue, Assert.Throws<WitErrorException<Color>>(() => mirror.Answer(Wit.Error(Color.Blue)).Value).Error);

        var outline = new Outline((new Point(1, 2), new Point(3, 4)), Color.Green, Styles.Bold | Styles.Right, -0.0);
        var (point, person, back) = mirror.Records(new Point(int.MinValue, 0), s_ada, outline);
        Assert.Equal((new Point(int.MinValue, 0), outline), (point, back));
        Same(s_ada, person);

        foreach (var shape in new Shape[] { new Shape.Circle(2), new Shape.Rect((3, 4)), Shape.Empty.Instance })
        {
            Assert.Equal((shape, Color.Red, Styles.None, Many.None), mirror.Variants(shape, Color.Red, Styles.None, Many.None));
            Assert.Equal((shape, Color.Blue, (Styles)0x1ff, (Many)uint.MaxValue), await mirror.VariantsAsync(shape, Color.Blue, (Styles)0x1ff, (Many)uint.MaxValue));
        }
        var shapes = mirror.Shapes([new Shape.Polygon([new Point(1, 1), new Point(2, 2)]), new Shape.Named(s_ada with { Home = null, Tags = [] }), Shape.Empty.Instance]);
        Assert.Equal([new Point(1, 1), new Point(2, 2)], Assert.IsType<Shape.Polygon>(shapes[0]).Value);
        Same(s_ada with { Home = null, Tags = [] }, Assert.IsType<Shape.Named>(shapes[1]).Value);
        Assert.Same(Shape.Empty.Instance, shapes[2]);

        var before = host.Calls;
        mirror.Nothing();
        await mirror.NothingAsync();
        Assert.Equal(before + 2, host.Calls);
        Assert.Equal(0, instance.Resources.Count);
    }

    [SkippableFact]
    public async Task Resources_of_the_host_are_the_same_objects_everywhere()
    {
        var (world, host) = Start();
        using var instance = world.Instance;
        using var thing = new MirrorHost.NamedThing("it", host);

        Assert.Equal("it", world.Mirror.Borrowed(thing));
        Assert.Equal("it", await world.Mirror.BorrowedAsync(thing));
        Assert.Same(thing, host.Seen);
        Assert.Same(thing, world.Mirror.Owned(thing));
        Assert.Same(thing, await world.Mirror.OwnedAsync(thing));

        var others = Enumerable.Range(0, 4).Select(i => new MirrorHost.NamedThing($"{i}", host)).ToArray();
        var (boxes, gift) = world.Mirror.Boxes([new Box("a", others[0]), new Box("b", others[1])], new Gift.Several([others[2], others[3]]));
        Assert.Equal([("a", others[0]), ("b", others[1])], boxes.Select(b => (b.Label, (MirrorHost.NamedThing)b.Content)));
        Assert.Equal<Thing>([others[2], others[3]], Assert.IsType<Gift.Several>(gift).Value);
        Assert.Same(others[0], Assert.IsType<Gift.One>(world.Mirror.Boxes([], new Gift.One(others[0])).Item2).Value);

        Assert.Equal(0, instance.Resources.Count);
        Assert.DoesNotContain(others, o => o.IsDisposed);
        Assert.False(thing.IsDisposed);
    }

    [SkippableFact]
    public void An_export_of_one_component_serves_as_the_import_of_another()
    {
        var (inner, host) = Start();
        using var innerInstance = inner.Instance;
        var imports = new ComponentImports();
        IMirror.Register(imports, inner.Mirror);
        IThings.Register(imports, host);
        IMirroredWorld.Register(imports, host);
        using var outer = _components.Mirror.Instantiate(imports);
        var world = new MirroredWorld(outer);
        Assert.Equal("through both", world.Mirror.Text("through both"));
        using var thing = new MirrorHost.NamedThing("it", host);
        Assert.Equal("it", world.Mirror.Borrowed(thing));
        Assert.Same(thing, world.Mirror.Owned(thing));
    }

    [SkippableFact]
    public void Compatible_versions_serve_each_other()
    {
        Kvm.Require();
        var host = new MirrorHost();
        var imports = new ComponentImports();
        IMirror.Register(imports, host, "test:mirror/mirror@0.1.9");
        IThings.Register(imports, host, "test:mirror/things@0.1.9");
        IMirroredWorld.Register(imports, host);
        using var instance = _components.Mirror.Instantiate(imports);
        Assert.Equal("x", new MirrorExports(new WitExports(instance), "test:mirror/mirror@0.1.4").Text("x"));
        Assert.Throws<ArgumentException>(() => new MirrorExports(new WitExports(instance), "test:mirror/mirror@0.2.0"));
    }

    [SkippableFact]
    public void A_bad_argument_is_refused_before_the_component_runs_and_leaves_nothing_behind()
    {
        var (world, host) = Start();
        using var instance = world.Instance;
        using var thing = new MirrorHost.NamedThing("it", host);
        Assert.Throws<ArgumentNullException>(() => world.Mirror.Text(null!));
        Assert.Throws<ArgumentException>(() => world.Mirror.Text("\ud800"));
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Mirror.Variants(Shape.Empty.Instance, (Color)3, Styles.None, Many.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Mirror.Variants(Shape.Empty.Instance, Color.Red, (Styles)0x200, Many.None));
        Assert.Throws<ArgumentNullException>(() => world.Mirror.Owned(null!));
        Assert.Throws<InvalidOperationException>(() => world.Mirror.Answer(default));
        Assert.Throws<ArgumentNullException>(() => world.Mirror.Boxes([new Box("a", thing), new Box(null!, thing)], new Gift.Nothing()));
        Assert.Equal(0, host.Calls);
        Assert.Equal(0, instance.Resources.Count);
        Assert.Equal("still well", world.Mirror.Text("still well"));
    }

    [SkippableFact]
    public void What_an_implementation_throws_ends_the_call()
    {
        var (world, _) = Start();
        using var instance = world.Instance;
        using var thing = new Throwing();
        var thrown = Assert.Throws<HostFunctionException>(() => world.Mirror.Borrowed(thing));
        Assert.IsType<InvalidDataException>(thrown.InnerException);
        Assert.Equal(0, instance.Resources.Count);
    }

    private sealed class Throwing : Thing
    {
        public override ValueTask<string> NameAsync(CancellationToken cancellationToken = default) => throw new InvalidDataException();
    }

    private static (T1, T2, T3, T4) Four<T1, T2, T3, T4, T5>((T1, T2, T3, T4, T5) x) => (x.Item1, x.Item2, x.Item3, x.Item4);
    private static (T1, T2, T3) Three<T1, T2, T3, T4>((T1, T2, T3, T4) x) => (x.Item1, x.Item2, x.Item3);

    private static void Same(Person expected, Person actual)
    {
        Assert.Equal((expected.Name, expected.Age, expected.Home), (actual.Name, actual.Age, actual.Home));
        Assert.Equal(expected.Tags, actual.Tags);
    }
}
