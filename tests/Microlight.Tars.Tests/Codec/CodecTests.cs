using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Tests.Codec;

/// <summary>All types there and back, and what a decoder takes besides what this one writes.</summary>
public class CodecTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Whatever_is_written_is_read_the_same(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var value = Values.Everything(random);
            var bytes = Wire.Encode<Everything, StructCodec<Everything>>((byte)i, value);
            var read = Wire.Decode<Everything, StructCodec<Everything>>((byte)i, bytes);
            // Lists and maps are not equal by their elements: what is written of them is.
            Assert.Equal(bytes, Wire.Encode<Everything, StructCodec<Everything>>((byte)i, read));
            Assert.Equivalent(value.Scalars, read.Scalars, strict: true);
            Assert.Equal(value.Keyed.Count, read.Keyed.Count);
            foreach (var (key, numbers) in value.Keyed) Assert.Equal(numbers, read.Keyed[key]);
        }
    }

    [Theory, InlineData(TarsVersion.Tars), InlineData(TarsVersion.TupComplex), InlineData(TarsVersion.TupSimple)]
    public void A_body_holds_values_in_each_version(TarsVersion version)
    {
        var random = new Random(4);
        for (var i = 0; i < 100; i++)
        {
            var (number, value, list) = ((int)Values.Integer(random), Values.Everything(random), Values.List(random, Values.Text));
            using var buffer = new PooledBuffer();
            var writer = new TarsBodyWriter(version, buffer, 3);
            writer.Write<int, Int32Codec>(0, "", number);
            writer.Write<Everything, StructCodec<Everything>>(2, "value", value);
            writer.Write<List<string>, ListCodec<string, StringCodec>>(17, "list", list);
            var reader = new TarsBodyReader(version, buffer.WrittenSpan);
            Assert.Equal(number, reader.Read<int, Int32Codec>(0, ""));
            Assert.Equal(Wire.Hex<Everything, StructCodec<Everything>>(0, value), Wire.Hex<Everything, StructCodec<Everything>>(0, reader.Read<Everything, StructCodec<Everything>>(2, "value")));
            Assert.Equal(list, reader.Read<List<string>, ListCodec<string, StringCodec>>(17, "list"));
        }
    }

    [Fact]
    public void Fields_that_nobody_knows_are_skipped()
    {
        // Tag 0 a struct with a map, a list, bytes, both strings and all numbers in it, then tag 1.
        const string Unknown = "0a" + "0800010603" + "61626316017a" + "1900020c0001" + "2d000002ffff" + "36024142" + "470000000143" + "5001" + "610001" + "7200000001" + "830000000000000001" + "9400000000" + "a50000000000000000" + "bc" + "fa640b" + "0b" + "1007";
        var reader = new TarsReader(Convert.FromHexString(Unknown));
        Assert.Equal(7, reader.Read<int, Int32Codec>(1));
        Assert.Equal(Unknown.Length / 2, reader.Position);
    }

    [Fact]
    public void Numbers_are_read_from_any_shorter_form()
    {
        Assert.Equal(0, Wire.Decode<long, Int64Codec>(0, "0c"));
        Assert.Equal(-2, Wire.Decode<long, Int64Codec>(0, "00fe"));
        Assert.Equal(-2, Wire.Decode<long, Int64Codec>(0, "01fffe"));
        Assert.Equal(-2, Wire.Decode<long, Int64Codec>(0, "02fffffffe"));
        Assert.Equal(0.0, Wire.Decode<double, DoubleCodec>(0, "0c"));
        Assert.Equal(1.5, Wire.Decode<double, DoubleCodec>(0, "043fc00000"));
        Assert.Equal(0.0, Wire.Decode<double, DoubleCodec>(0, "050000000000000000"));
        Assert.Equal(0f, Wire.Decode<float, FloatCodec>(0, "0400000000"));
        Assert.True(Wire.Decode<bool, BoolCodec>(0, "0002"));
    }

    [Fact]
    public void Bytes_are_read_from_a_list_of_integers_too() => Assert.Equal((byte[])[1, 0, 255], Wire.Decode<byte[], BytesCodec>(0, "09000300010c00ff"));

    [Fact]
    public void Absent_optional_fields_have_their_defaults()
    {
        var all = new Scalars();
        Assert.Equal((32, "hi \"there\"", Color.BLUE, 2.5), (all.Fifteen, all.Greeting, all.Far, all.Last));
        var key = Wire.Decode<Key, StructCodec<Key>>(3, "3a0001160178" + "0b");
        Assert.Equal((1, "x", ""), (key.Id, key.Name, key.Note));
    }

    [Fact]
    public void A_struct_of_a_newer_version_is_read_without_what_is_new()
    {
        var key = Wire.Decode<Key, StructCodec<Key>>(0, "0a" + "0001" + "160178" + "2600" + "3a0b" + "f0c801" + "0b");
        Assert.Equal(1, key.Id);
    }

    [Fact]
    public void Keys_are_equal_by_the_fields_of_their_key_alone()
    {
        var one = new Key { Id = 1, Name = "a", Note = "x" };
        Assert.Equal(one, one with { Note = "y" });
        Assert.Equal(one.GetHashCode(), (one with { Note = "y" }).GetHashCode());
        Assert.NotEqual(one, one with { Name = "b" });
    }

    [Fact]
    public void In_version_2_a_value_is_found_whatever_its_type_is_called()
    {
        // C++ and Java write list<int32> where JavaScript writes List<int32>.
        using var buffer = new PooledBuffer();
        var writer = new TarsWriter(buffer);
        writer.BeginMap(0, 1);
        writer.WriteString(0, "v");
        writer.BeginMap(1, 1);
        writer.WriteString(0, "list<int32>");
        writer.WriteBytes(1, Wire.Encode<List<int>, ListCodec<int, Int32Codec>>(0, [1, 2]));
        Assert.Equal([1, 2], new TarsBodyReader(TarsVersion.TupComplex, buffer.WrittenSpan).Read<List<int>, ListCodec<int, Int32Codec>>(1, "v"));
    }

    [Fact]
    public void What_cannot_be_written_says_why()
    {
        Assert.Contains("is null", Assert.Throws<TarsEncodeException>(() => Wire.Encode<string, StringCodec>(1, null!)).Message);
        Assert.Contains("is null", Assert.Throws<TarsEncodeException>(() => Wire.Encode<List<int>, ListCodec<int, Int32Codec>>(1, null!)).Message);
        Assert.Contains("are null", Assert.Throws<TarsEncodeException>(() => Wire.Encode<byte[], BytesCodec>(1, null!)).Message);
        Assert.Contains("is null", Assert.Throws<TarsEncodeException>(() => Wire.Encode<Key, StructCodec<Key>>(1, null!)).Message);
        Assert.Contains("not Unicode", Assert.Throws<TarsEncodeException>(() => Wire.Encode<string, StringCodec>(1, "\ud800")).Message);
        var tree = new Tree();
        tree.Children.Add(tree);
        Assert.Contains("nested deeper", Assert.Throws<TarsEncodeException>(() => Wire.Encode<Tree, StructCodec<Tree>>(1, tree)).Message);
    }
}
