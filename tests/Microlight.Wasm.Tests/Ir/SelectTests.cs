using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>Selects of integers in loops are arithmetic (IrBuilder.Selects.cs): every shape of it on values at the edges, against C#.</summary>
public sealed class SelectTests
{
    private static readonly (string Name, Func<long, long, bool> Holds)[] Comparisons =
    [
        ("eq", (x, y) => x == y), ("ne", (x, y) => x != y),
        ("lt_s", (x, y) => x < y), ("lt_u", (x, y) => (ulong)x < (ulong)y), ("gt_s", (x, y) => x > y), ("gt_u", (x, y) => (ulong)x > (ulong)y),
        ("le_s", (x, y) => x <= y), ("le_u", (x, y) => (ulong)x <= (ulong)y), ("ge_s", (x, y) => x >= y), ("ge_u", (x, y) => (ulong)x >= (ulong)y),
    ];

    private static readonly long[] Edges = [0, 1, -1, 2, 47, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    /// <summary>The arms in text, T for the type, and what they are of x and y.</summary>
    private static readonly (string Text, Func<long, long, long> Value)[] Arms =
    [
        ("(local.get $x)", (x, _) => x), ("(local.get $y)", (_, y) => y), ("(T.const 0)", (_, _) => 0), ("(T.const 1)", (_, _) => 1), ("(T.const -9)", (_, _) => -9),
        ("(T.const -2147483648)", (_, _) => int.MinValue), ("(T.add (local.get $x) (T.const 1))", (x, _) => x + 1), ("(T.add (local.get $x) (T.const 39))", (x, _) => x + 39),
        ("(T.sub (local.get $y) (local.get $x))", (x, y) => y - x),
    ];

    private static readonly (string Text, Func<long, long> Value)[] Bounds = [("(local.get $y)", y => y), ("(T.const 0)", _ => 0), ("(T.const -1)", _ => -1), ("(T.const 7)", _ => 7)];

    private static IEnumerable<(int First, int Second, int Comparison, int Bound)> Shapes =>
        from a in Enumerable.Range(0, Arms.Length) from b in Enumerable.Range(0, Arms.Length) where a != b
        from c in Enumerable.Range(0, Comparisons.Length) from d in Enumerable.Range(0, Bounds.Length) select (a, b, c, d);

    /// <summary>A function that computes the select once for a shape, in a loop that ends.</summary>
    private static string Function(int number, (int First, int Second, int Comparison, int Bound) shape, string type) =>
        $"""
        (func (export "f{number}") (param $x T) (param $y T) (result T) (local $i i32) (local $r T)
          (loop $again
            (local.set $r (select {Arms[shape.First].Text} {Arms[shape.Second].Text} (T.{Comparisons[shape.Comparison].Name} (local.get $x) {Bounds[shape.Bound].Text})))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $i) (i32.const 2))))
          (local.get $r))
        """.Replace("T", type, StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("i32")]
    [InlineData("i64")]
    public void Every_shape_computes_what_it_should(string type)
    {
        var shapes = Shapes.ToList();
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module(string.Join('\n', shapes.Select((s, i) => Function(i, s, type))))), "select");
        using var instance = WasmInstance.Create(image);
        var narrow = type == "i32";
        for (var i = 0; i < shapes.Count; i++)
        {
            var (first, second, comparison, bound) = shapes[i];
            foreach (var x in Edges)
            {
                var y = Edges[(i + Array.IndexOf(Edges, x) * 5) % Edges.Length];
                var (left, right) = narrow ? ((int)x, (int)y) : (x, y);
                var expected = Arms[Comparisons[comparison].Holds(left, Bounds[bound].Value(right)) ? first : second].Value(left, right);
                var given = instance.Invoke($"f{i}", narrow ? [(int)left, (int)right] : [left, right])[0];
                Assert.True(narrow ? given.AsInt32() == (int)expected : given.AsInt64() == expected, $"{Function(i, shapes[i], type)} of {left} and {right}");
            }
        }
    }

    /// <summary>(func (param $x i32)) with a loop that computes $v from $a, $b and the parameter again and again.</summary>
    private static string Loop(string v) => IrTesting.Text(Wat.Module($"""
        (memory 1)
        (func (param $x i32) (local $a i32) (local $b i32) (local $v i32)
          (loop
            (local.set $a (i32.load (local.get $x)))
            (local.set $b (i32.load offset=4 (local.get $x)))
            (local.set $v {v})
            (i32.store (local.get $x) (local.get $v))
            (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 4))))))
        """));

    [Theory]
    [InlineData("(select (local.get $a) (local.get $b) (i32.lt_s (local.get $a) (local.get $b)))")]
    [InlineData("(select (local.get $a) (i32.const 0) (i32.gt_s (local.get $a) (i32.const 0)))")]
    [InlineData("(select (i32.const 5) (i32.const -3) (i32.eq (local.get $a) (local.get $b)))")]
    [InlineData("(select (i32.add (local.get $a) (i32.const 1)) (local.get $a) (local.get $b))")]
    [InlineData("(select (i32.or (local.get $a) (i32.const 48)) (i32.add (local.get $b) (i32.const 87)) (i32.lt_u (local.get $b) (i32.const 10)))")]
    public void Without_a_jump(string select) => Assert.DoesNotContain("Select", Loop(select), StringComparison.Ordinal);

    [Theory]
    [InlineData("(select (local.get $a) (local.get $v) (i32.lt_s (local.get $a) (local.get $v)))")]
    [InlineData("(select (local.get $a) (i32.const 255) (i32.lt_s (local.get $a) (i32.const 255)))")]
    [InlineData("(select (local.get $a) (i32.const 0) (local.get $b))")]
    public void With_a_jump_that_is_usually_foreseen(string select) => Assert.Contains("Select", Loop(select), StringComparison.Ordinal);

    [Theory]
    [InlineData("(local.get $x)", true)]
    [InlineData("(local.get $y)", true)]
    [InlineData("(i32.const 512)", false)]
    public void The_best_so_far_in_memory_stays_a_jump(string place, bool jumps)
    {
        var text = IrTesting.Text(Wat.Module($"""
            (memory 1)
            (func (param $x i32) (param $y i32) (local $a i32) (local $b i32)
              (loop
                (local.set $a (i32.load (local.get $x)))
                (local.set $b (i32.load (local.get $y)))
                (i32.store {place} (select (local.get $b) (local.get $a) (i32.lt_s (local.get $b) (local.get $a))))
                (br_if 0 (i32.eqz (i32.load offset=8 (local.get $x))))))
            """));
        Assert.Equal(jumps, text.Contains("Select", StringComparison.Ordinal));
    }
}
