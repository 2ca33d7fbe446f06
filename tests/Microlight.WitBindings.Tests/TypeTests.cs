namespace Microlight.WitBindings.Tests;

/// <summary>What the types of WIT are in C#.</summary>
public sealed class TypeTests
{
    private const string Everything = """
        package demo:all@1.0.0;
        interface all {
          /// A place.
          record point { x: s32, y: s32 }
          record person { name: string, age: u8, tags: list<string>, home: option<point> }
          record outline { corners: tuple<point, point>, fill: option<color>, style: styles }
          variant shape { circle(f64), rect(tuple<f64, f64>), polygon(list<point>), empty }
          enum color { red, green, DNS-blue }
          flags styles { bold, %none }
          resource thing { read: func() -> list<u8>; }
          type number = u16;
          type things = list<thing>;
          f-numbers: func(a: u8, b: s8, c: u16, d: s16, e: u32, f: s32, g: u64, h: s64, i: f32, j: f64, k: bool, l: char, m: number) -> string;
          f-lists: func(a: list<u8>, b: list<s32>, c: list<bool>, d: list<list<string>>, e: list<u16, 4>, f: map<string, list<point>>);
          f-options: func(a: option<u32>, b: option<string>, c: option<option<string>>, d: option<option<option<u8>>>, e: list<option<point>>) -> option<list<u8>>;
          f-results: func(a: result, b: result<u8>, c: result<_, string>) -> result<person, shape>;
          f-tuples: func(a: tuple<u8, string>, b: tuple<u8>) -> tuple<u8, u8, u8, u8, u8, u8, u8, u8, string>;
          f-handles: func(a: thing, b: borrow<thing>, c: things, d: option<borrow<thing>>) -> result<thing>;
          f-named: func(a: point, b: shape, c: color, d: styles) -> outline;
          nothing: func();
        }
        world w { import all; export all; }
        """;

    private static readonly Generation s_all = Generation.Of(Everything);

    [Fact]
    public void Everything_compiles_without_a_warning()
    {
        Assert.Empty(s_all.Diagnostics);
        Assert.Empty(s_all.CompilerDiagnostics);
    }

    [Theory]
    [InlineData("FNumbersAsync", "string", "byte a, sbyte b, ushort c, short d, uint e, int f, ulong g, long h, float i, double j, bool k, Rune l, ushort m")]
    [InlineData("FListsAsync", "", "ReadOnlyMemory<byte> a, IReadOnlyList<int> b, IReadOnlyList<bool> c, IReadOnlyList<IReadOnlyList<string>> d, IReadOnlyList<ushort> e, IReadOnlyDictionary<string, IReadOnlyList<Point>> f")]
    [InlineData("FOptionsAsync", "ReadOnlyMemory<byte>?", "uint? a, string? b, WitOption<string?> c, WitOption<WitOption<byte?>> d, IReadOnlyList<Point?> e")]
    [InlineData("FResultsAsync", "WitResult<Person, Shape>", "WitResult<WitUnit, WitUnit> a, WitResult<byte, WitUnit> b, WitResult<WitUnit, string> c")]
    [InlineData("FTuplesAsync", "(byte, byte, byte, byte, byte, byte, byte, byte, string)", "(byte, string) a, ValueTuple<byte> b")]
    [InlineData("FHandlesAsync", "WitResult<Thing, WitUnit>", "Thing a, Thing b, IReadOnlyList<Thing> c, Thing? d")]
    [InlineData("FNamedAsync", "Outline", "Point a, Shape b, Color c, Styles d")]
    [InlineData("NothingAsync", "", "")]
    public void Functions_have_the_types_of_the_page(string name, string result, string parameters)
    {
        var task = result.Length == 0 ? "ValueTask" : $"ValueTask<{result}>";
        var all = parameters.Length == 0 ? "CancellationToken cancellationToken = default" : $"{parameters}, CancellationToken cancellationToken = default";
        Assert.Contains($"{task} {name}({all})", s_all.Members("Demo.All.IAll")!);
        Assert.Contains($"{task} {name}({all})", s_all.Members("Demo.All.AllExports")!);
        Assert.Contains($"{(result.Length == 0 ? "void" : result)} {name[..^5]}({parameters})", s_all.Members("Demo.All.AllExports")!);
    }

    [Theory]
    [InlineData("Point", "struct Point", "int X|int Y")]
    [InlineData("Person", "sealed record Person", "string Name|byte Age|IReadOnlyList<string> Tags|Point? Home")]
    [InlineData("Outline", "struct Outline", "(Point, Point) Corners|Color? Fill|Styles Style")]
    [InlineData("Shape", "abstract record Shape", "Circle|Rect|Polygon|Empty")]
    [InlineData("Shape+Circle", "sealed record Shape.Circle", "double Value")]
    [InlineData("Shape+Empty", "sealed record Shape.Empty", "static Empty Instance")]
    [InlineData("Color", "enum Color", "Red = 0|Green = 1|DnsBlue = 2")]
    [InlineData("Styles", "enum Styles", "None = 0|Bold = 1|None_ = 2")]
    [InlineData("Thing", "abstract class Thing", "abstract ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken = default)|virtual void Dispose()")]
    public void Types_are_declared_as_on_the_page(string name, string declaration, string members)
    {
        Assert.EndsWith(declaration, s_all.Declaration("Demo.All." + name), StringComparison.Ordinal);
        var declared = s_all.Members("Demo.All." + name)!.Where(m => !m.Contains('(', StringComparison.Ordinal) || m.Contains("Async(", StringComparison.Ordinal) || m.Contains("Dispose(", StringComparison.Ordinal) || m.StartsWith('('));
        Assert.Equal(members, string.Join('|', declared));
    }

    [Fact]
    public void Resources_of_a_component_have_methods_without_Async_as_extensions() =>
        Assert.Equal(["static ReadOnlyMemory<byte> Read(this Thing self)"], s_all.Members("Demo.All.AllExtensions")!);

    [Fact]
    public void Comments_are_carried_over()
    {
        var text = Generation.Of("""
            package a:b;
            /// Things & <stuff>.
            ///
            /// More
            /// of it.
            interface i {
              /// A record.
              record r {
                /// A field.
                x: u8,
              }
              /// A function.
              @deprecated(version = 0.1.0)
              f: func();
              /** A block. */
              g: func();
            }
            world w { import i; }
            """);
        Assert.Empty(text.CompilerDiagnostics);
        Assert.Contains("<summary>Things &amp; &lt;stuff&gt;.</summary>", text.Documentation("A.B.II"), StringComparison.Ordinal);
        Assert.Contains("<remarks>\n    More\n    of it.\n    </remarks>", text.Documentation("A.B.II"), StringComparison.Ordinal);
        Assert.Contains("<summary>A record.</summary>", text.Documentation("A.B.R"), StringComparison.Ordinal);
        Assert.Contains("<param name=\"X\">A field.</param>", text.Documentation("A.B.R"), StringComparison.Ordinal);
        Assert.Contains("Deprecated since 0.1.0.", text.Documentation("A.B.II", "FAsync"), StringComparison.Ordinal);
        Assert.Contains("A block.", text.Documentation("A.B.II", "GAsync"), StringComparison.Ordinal);
    }
}
