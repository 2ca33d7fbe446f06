using Microlight.Fuzz;
using Microlight.Fuzz.Components;
using Microlight.Tests;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Values;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Values of any type: equality, what they are for .NET, through the transfer memory and through text and back.</summary>
public sealed class WitValueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Values_of_random_types_survive_text(int seed)
    {
        var random = new Random(seed);
        var generator = new ValueGenerator(random);
        for (var i = 0; i < 2_000; i++)
        {
            var type = generator.NextType();
            var value = generator.NextValue(type);
            var text = value.ToString();
            Assert.True(value.Equals(WitValue.Parse(text, type)), $"{type}: {text}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Values_of_random_types_survive_the_transfer_memory(int seed)
    {
        var generator = new ValueGenerator(new Random(seed)) { Resources = true };
        var bytes = new ArrayMemory(1 << 20);
        var memory = new TransferMemory(bytes, new TransferLimits(), more =>
        {
            bytes.Grow(more);
            return true;
        });
        for (var i = 0; i < 2_000; i++)
        {
            var type = generator.NextType();
            var value = generator.NextValue(type);
            var resources = new ComponentResources(null!);
            ValueCheck.Check(type, value, "value");
            memory.Begin();
            var address = memory.AllocateZeroed((int)type.Layout.Size, type.Layout.Alignment);
            new ValueWriter(memory, resources).Write(type, address, value);
            // Handles that are lent are still there, given ones are not.
            var read = new ValueReader(memory, resources).Read(type, address);
            Assert.True(value.Equals(read), $"{type}: {value}, {read}");
            Assert.Equal(value.GetHashCode(), read.GetHashCode());
        }
    }

    [Fact]
    public void Hostile_values_are_values_or_refused()
    {
        var fuzzer = new TransferFuzzer(seed: 1);
        fuzzer.Run(20_000);
        Assert.Empty(fuzzer.Outcomes.Failures);
        Assert.True(fuzzer.Outcomes.Counts["value: read"] > 1_000 && fuzzer.Outcomes.Counts["value: ProtocolViolationException"] > 1_000);
    }

    [Fact]
    public void Lists_of_numbers_are_side_by_side()
    {
        var list = WitValue.ListOf<uint>(1, 2, 3);
        Assert.Equal(new WitValue.List(1u, 2u, 3u), list);
        Assert.Equal([1u, 2u, 3u], list.As<uint[]>());
        Assert.Equal([1u, 2u, 3u], list.Numbers<uint>().ToArray());
        Assert.Throws<InvalidCastException>(() => list.As<int[]>());
        Assert.Throws<InvalidCastException>(() => list.Numbers<int>());
        Assert.Equal(new WitValue.U32(2), list[1]);
        Assert.NotEqual(new WitValue.List(1, 2, 3), list);
        Assert.Throws<ArgumentException>(() => WitValue.ListOf(1.5m));
    }

    [Fact]
    public void Empty_lists_are_equal_whatever_they_could_hold()
    {
        Assert.Equal(WitValue.List.Empty, WitValue.ListOf<byte>());
        Assert.Equal(WitValue.ListOf<double>().GetHashCode(), WitValue.List.Empty.GetHashCode());
        Assert.Empty(WitValue.List.Empty.As<byte[]>());
        Assert.Empty(WitValue.ListOf<byte>().As<double[]>());
    }

    [Fact]
    public void Equality_is_by_contents()
    {
        Assert.Equal(new WitValue.Record(("a", 1), ("b", "x")), new WitValue.Record(("b", "x"), ("a", 1)));
        Assert.Equal(new WitValue.Record(("a", 1), ("b", "x")).GetHashCode(), new WitValue.Record(("b", "x"), ("a", 1)).GetHashCode());
        Assert.NotEqual<WitValue>(new WitValue.Record(("a", 1)), new WitValue.Record(("a", 1u)));
        Assert.Equal(new WitValue.Flags("a", "b"), new WitValue.Flags("b", "a", "b"));
        Assert.Equal<WitValue>(double.NaN, double.NaN);
        Assert.NotEqual<WitValue>(new WitValue.Option("a"), new WitValue.Option(WitValue.Option.None));
        Assert.Throws<ArgumentException>(() => new WitValue.Record(("a", 1), ("a", 2)));
    }

    [Fact]
    public void Values_are_matched_by_patterns()
    {
        WitValue value = WitValue.Result.Ok(new WitValue.Tuple("text", WitValue.ListOf<byte>(1, 2)));
        Assert.True(value is WitValue.Result(true, WitValue.Tuple { Items: [WitValue.String("text"), WitValue.List and [WitValue.U8(1), _]] }));
        Assert.Equal("text", ((WitValue.Tuple)((WitValue.Result)value).Payload!).Items[0].As<string>());
        Assert.Throws<InvalidCastException>(() => value.As<string>());
    }

    public static TheoryData<int, string> Mismatches => new()
    {
        { 0, "x, field 'b', element 1, item 0 is of kind s32, not of type u8" },
        { 1, "x, field 'b', element 0 is a tuple of 1, not of type tuple<u8, string>" },
        { 2, "x is a record without the field 'b'" },
        { 3, "x is a record with the field 'c', which record { a: u8, b: list<tuple<u8, string>> } does not have" },
        { 4, "x is of kind string, not of type record { a: u8, b: list<tuple<u8, string>> }" },
        { 5, "x is null, not of type record { a: u8, b: list<tuple<u8, string>> }" },
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void What_is_not_of_a_type_is_refused_with_its_place(int number, string message)
    {
        var types = new WitTypes();
        var pair = types.Add(new WitTuple([types.Of(Primitive.U8), types.Of(Primitive.String)]), -1);
        var type = types.Add(new WitRecord([new("a", types.Of(Primitive.U8)), new("b", types.Add(new WitList(pair, null), -1))]), -1);
        WitValue good = new WitValue.Tuple((byte)1, "");
        WitValue?[] values =
        [
            new WitValue.Record(("a", (byte)1), ("b", new WitValue.List(good, new WitValue.Tuple(1, "")))),
            new WitValue.Record(("a", (byte)1), ("b", new WitValue.List(new WitValue.Tuple((byte)1)))),
            new WitValue.Record(("a", (byte)1)),
            new WitValue.Record(("a", (byte)1), ("b", WitValue.List.Empty), ("c", true)),
            "text",
            null,
        ];
        Assert.Equal(message + ".", Assert.Throws<ArgumentException>(() => ValueCheck.Check(type, values[number], "x")).Message);
        ValueCheck.Check(type, new WitValue.Record(("b", new WitValue.List(good)), ("a", (byte)2)), "x");
    }

    [Fact]
    public void Lists_that_lie_over_each_other_are_within_the_budget()
    {
        // A list of a thousand lists, each of which is all of the memory.
        var types = new WitTypes();
        var inner = types.Add(new WitList(types.Of(Primitive.U8), null), -1);
        var outer = types.Add(new WitList(inner, null), -1);
        var bytes = new ArrayMemory(1 << 20);
        var memory = new TransferMemory(bytes, new TransferLimits { Bytes = 8 << 20 }, _ => false);
        memory.Begin();
        var address = memory.Allocate(8, 4);
        var first = memory.SetList(address, 1000, 8, 4);
        for (var i = 0; i < 1000; i++)
        {
            memory.Set(first + 8 * i, 0);
            memory.Set(first + 8 * i + 4, 1 << 20);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ProtocolViolationException>(() => new ValueReader(memory, new ComponentResources(null!)).Read(outer, address));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9 << 20);
    }
}
