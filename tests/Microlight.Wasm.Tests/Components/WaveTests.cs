using System.Text;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Tests.Components;

/// <summary>WAVE text: every form of every kind of value, and where a fault is.</summary>
public sealed class WaveTests
{
    private static readonly WitTypes Types = new();
    private static readonly WitType
        U8 = Types.Of(Primitive.U8), S32 = Types.Of(Primitive.S32), F64 = Types.Of(Primitive.F64), Bool = Types.Of(Primitive.Bool), Char = Types.Of(Primitive.Char),
        Text = Types.Of(Primitive.String), Bytes = Types.Add(new WitList(U8, null), -1), Maybe = Types.Add(new WitOption(U8), -1), MaybeMaybe = Types.Add(new WitOption(Maybe), -1),
        Point = Types.Add(new WitRecord([new("x", S32), new("y", Maybe)]), -1), Loose = Types.Add(new WitRecord([new("a", Maybe), new("b", Maybe)]), -1),
        Pair = Types.Add(new WitTuple([U8, Text]), -1), Shape = Types.Add(new WitVariant([new("circle", F64), new("empty", null), new("err", Text)]), -1),
        Status = Types.Add(new WitEnum(["ok", "not-found", "HTTP3"]), -1), Perms = Types.Add(new WitFlags(["read", "write", "exec"]), -1),
        Divided = Types.Add(new WitResult(U8, Text), -1), Unit = Types.Add(new WitResult(null, null), -1), Failed = Types.Add(new WitResult(null, Text), -1),
        Three = Types.Add(new WitList(U8, 3), -1), Named = Types.Add(new WitMap(Text, U8), -1);

    [Fact]
    public void Numbers_and_truths()
    {
        Same(U8, "255", (byte)255);
        Same(S32, "-2147483648", int.MinValue);
        Same(F64, "6.022e+23", 6.022e23);
        Same(F64, "-0", -0.0);
        Same(F64, "nan", double.NaN);
        Same(F64, "-inf", double.NegativeInfinity);
        Same(F64, "inf", double.PositiveInfinity);
        Same(Bool, " // so it is\n true ", true);
    }

    [Theory]
    [InlineData("'x'", 'x')]
    [InlineData("'\\''", '\'')]
    [InlineData("'\"'", '"')]
    [InlineData("'\\u{0}'", '\0')]
    [InlineData("'漢'", '漢')]
    public void Characters(string text, char value) => Same(Char, text, new Rune(value));

    [Fact]
    public void Characters_beyond_16_bits() => Same(Char, "'🙂'", new Rune(0x1f642));

    [Theory]
    [InlineData("\"abc\\t123\"", "abc\t123")]
    [InlineData("\"\\u{1f642}\\\\\"", "🙂\\")]
    [InlineData("\"\"", "")]
    [InlineData("\"\"\"\nA single line\n\"\"\"", "A single line")]
    [InlineData("\"\"\"\r\n    Indentation determined\r\n      by ending delimiter\r\n  \"\"\"", "  Indentation determined\n    by ending delimiter")]
    [InlineData("\"\"\"\n  end: \\r\n  triplets: \"\"\\\"\"\n  \"\"\"", "end: \r\ntriplets: \"\"\"\"")]
    [InlineData("\"\"\"\n\"\"\"", "")]
    [InlineData("\"\"\"\n\n\n\"\"\"", "\n")]
    public void Strings(string text, string value) => Same(Text, text, value);

    [Fact]
    public void Lists_records_and_tuples()
    {
        Same(Bytes, "[1, 2, 3,]", WitValue.ListOf<byte>(1, 2, 3));
        Same(Bytes, "[]", WitValue.List.Empty);
        Same(Three, "[1, 2, 3]", WitValue.ListOf<byte>(1, 2, 3));
        Same(Pair, "(1, \"a\")", new WitValue.Tuple((byte)1, "a"));
        Same(Point, "{x: 1}", new WitValue.Record(("x", 1), ("y", WitValue.Option.None)));
        Same(Point, "{ y: 2, %x: 1, }", new WitValue.Record(("x", 1), ("y", new WitValue.Option((byte)2))));
        Same(Loose, "{:}", new WitValue.Record(("a", WitValue.Option.None), ("b", WitValue.Option.None)));
        Same(Named, "[(\"a\", 1)]", new WitValue.List(new WitValue.Tuple("a", (byte)1)));
    }

    [Fact]
    public void Cases_and_flags()
    {
        Same(Shape, "circle(1.5)", new WitValue.Variant("circle", 1.5));
        Same(Shape, "empty", new WitValue.Variant("empty"));
        Same(Shape, "%err(\"oops\")", new WitValue.Variant("err", "oops"));
        Same(Status, "%ok", new WitValue.Enum("ok"));
        Same(Status, "HTTP3", new WitValue.Enum("HTTP3"));
        Same(Perms, "{write, read,}", new WitValue.Flags("read", "write"));
        Same(Perms, "{}", new WitValue.Flags());
        Same(Maybe, "none", WitValue.Option.None);
        Same(Maybe, "3", new WitValue.Option((byte)3));
        Same(Maybe, "some(3)", new WitValue.Option((byte)3));
        Same(MaybeMaybe, "some(none)", new WitValue.Option(WitValue.Option.None));
        Same(Divided, "3", WitValue.Result.Ok((byte)3));
        Same(Divided, "err(\"no\")", WitValue.Result.Error("no"));
        Same(Unit, "ok", WitValue.Result.Ok());
        Same(Failed, "ok", WitValue.Result.Ok());
    }

    [Fact]
    public void Values_are_written_as_they_are_read()
    {
        Assert.Equal("{x: 1, y: some(2)}", new WitValue.Record(("x", 1), ("y", new WitValue.Option((byte)2))).ToString());
        Assert.Equal("{:}", new WitValue.Record(("a", WitValue.Option.None)).ToString());
        Assert.Equal("[1, 2]", WitValue.ListOf<byte>(1, 2).ToString());
        Assert.Equal("%ok", new WitValue.Enum("ok").ToString());
        Assert.Equal("\"a\\\"\\n\\u{1}\"", new WitValue.String("a\"\n\u0001").ToString());
        Assert.Equal("'\\''", new WitValue.Char(new Rune('\'')).ToString());
        Assert.Equal("nan", new WitValue.F32(float.NaN).ToString());
        Assert.Equal("err(\"x\")", WitValue.Result.Error("x").ToString());
    }

    public static TheoryData<int, string, int, int, string> Faults => new()
    {
        { 0, "256", 1, 1, "256 is no u8" },
        { 0, "-0", 1, 1, "-0 is no u8" },
        { 0, "1.0", 1, 1, "1.0 is no u8" },
        { 0, "01", 1, 1, "as in JSON" },
        { 0, "1 2", 1, 3, "the text does not" },
        { 0, "", 1, 1, "Expected u8, found the end" },
        { 0, "\n\n  x", 3, 3, "Expected u8, found 'x'" },
        { 1, "{x: 1,\n z: 2}", 2, 2, "no field 'z'" },
        { 1, "{x: 1, x: 2}", 1, 8, "twice" },
        { 1, "{y: 1}", 1, 1, "'x' is missing" },
        { 1, "{x: 1", 1, 6, "found the end" },
        { 2, "square", 1, 1, "no case 'square'" },
        { 2, "err(\"x\")", 1, 1, "%err" },
        { 2, "empty(1)", 1, 6, "the text does not" },
        { 3, "\"abc", 1, 1, "no end" },
        { 3, "\"\\x\"", 1, 2, "escape" },
        { 3, "\"\\u{d800}\"", 1, 2, "number of a character" },
        { 3, "\"\"\"x\"\"\"", 1, 1, "line break" },
        { 3, "\"\"\"\n x\n  \"\"\"", 2, 1, "indented less" },
        { 4, "'ab'", 1, 1, "one character" },
        { 4, "''", 1, 1, "one character" },
        { 5, "1", 1, 1, "Expected option<option<u8>>" },
        { 6, "{read, fly}", 1, 8, "no flag 'fly'" },
        { 6, "{read, read}", 1, 8, "twice" },
        { 7, "[1, 2]", 1, 1, "3 elements" },
        { 8, "(1)", 1, 1, "2 items" },
        { 8, "(1, \"a\", 2)", 1, 10, "2 items" },
        { 0, "#", 1, 1, "begins no value" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Faults_have_a_place(int type, string text, int line, int column, string message)
    {
        WitType[] types = [U8, Point, Shape, Text, Char, MaybeMaybe, Perms, Three, Pair];
        var fault = Assert.Throws<WaveException>(() => WitValue.Parse(text, types[type]));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Fact]
    public void Nesting_is_bounded_by_the_type() => Assert.Throws<WaveException>(() => WitValue.Parse(new string('[', 1_000_000), Bytes));

    private static void Same(WitType type, string text, WitValue value) => Assert.Equal(value, WitValue.Parse(text, type));
}
