using System.Buffers;
using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Tests.Codec;

/// <summary>Bytes of somebody who means harm.</summary>
public class HostileTests
{
    [Theory]
    [InlineData("00")] // ends within a number
    [InlineData("0100")]
    [InlineData("f0")] // ends within a head
    [InlineData("")]
    public void Truncated_numbers_are_refused(string hex) => Refuse<int, Int32Codec>(hex);

    [Theory]
    [InlineData("0603616")]
    [InlineData("06")]
    [InlineData("07ffffffff41")] // four gigabytes of text
    [InlineData("0700000002")]
    [InlineData("0602c328")] // no UTF-8
    [InlineData("0001")] // a number
    public void Bad_strings_are_refused(string hex) => Refuse<string, StringCodec>(hex.Length % 2 == 0 ? hex : hex + "1");

    [Theory]
    [InlineData("0d")]
    [InlineData("0d00")]
    [InlineData("0d0000ff")] // -1 byte
    [InlineData("0d00000541")]
    [InlineData("0d00027fffffff41")]
    [InlineData("0d0300")] // longs in one piece
    [InlineData("09000201")] // a list that ends early
    [InlineData("09000101012c")] // 300 is no byte
    public void Bad_bytes_are_refused(string hex) => Refuse<byte[], BytesCodec>(hex);

    [Theory]
    [InlineData("0900ff")] // -1 elements
    [InlineData("09027fffffff")] // two billion of nothing
    [InlineData("09000316")]
    [InlineData("0900020c1c")] // an element with another tag
    [InlineData("09")]
    [InlineData("0800010c0c")]
    public void Bad_lists_are_refused(string hex) => Refuse<List<int>, ListCodec<int, Int32Codec>>(hex);

    [Theory]
    [InlineData("08027fffffff0c1c")]
    [InlineData("0800010c")] // a key without a value
    [InlineData("0800ff")]
    [InlineData("080003" + "0c1c" + "0c1c")]
    public void Bad_maps_are_refused(string hex) => Refuse<Dictionary<int, int>, MapCodec<int, Int32Codec, int, Int32Codec>>(hex);

    [Theory]
    [InlineData("0a0001160178")] // no end
    [InlineData("0a00010b")] // no name
    [InlineData("0a0e0b")] // wire type 14
    [InlineData("0b")]
    public void Bad_structs_are_refused(string hex) => Refuse<Key, StructCodec<Key>>(hex);

    [Theory, InlineData("01ffff"), InlineData("010100")]
    public void Numbers_out_of_range_are_refused(string hex) => Refuse<byte, UInt8Codec>(hex);

    [Fact]
    public void Nesting_has_a_limit_read_or_skipped()
    {
        var deep = string.Concat(Enumerable.Repeat("0a", 100_000));
        Assert.Contains("nested deeper than 64", Refuse<int, Int32Codec>(deep, tag: 1));
        Assert.Contains("nested deeper than 64", Refuse<int, Int32Codec>(string.Concat(Enumerable.Repeat("090001", 100_000)), tag: 1));
        Assert.Contains("nested deeper than 64", Refuse<int, Int32Codec>(string.Concat(Enumerable.Repeat("080001", 100_000)), tag: 1));
        // Tree { "", [ Tree { "", [ …
        Assert.Contains("nested deeper than 64", Refuse<Tree, StructCodec<Tree>>(string.Concat(Enumerable.Repeat("0a0600190001", 50_000))));
    }

    [Fact]
    public void Elements_have_a_limit_for_the_whole_packet()
    {
        var limits = new TarsLimits { MaxItems = 5 };
        var two = new List<List<int>> { new() { 1, 2 }, new() { 3 } };
        var bytes = Wire.Encode<List<List<int>>, ListCodec<List<int>, ListCodec<int, Int32Codec>>>(0, two);
        Assert.Equal(2, Wire.Decode<List<List<int>>, ListCodec<List<int>, ListCodec<int, Int32Codec>>>(0, bytes, limits).Count);
        two[1].Add(4);
        bytes = Wire.Encode<List<List<int>>, ListCodec<List<int>, ListCodec<int, Int32Codec>>>(0, two);
        Assert.Contains("more than 5 elements", Assert.Throws<TarsDecodeException>(() => Wire.Decode<List<List<int>>, ListCodec<List<int>, ListCodec<int, Int32Codec>>>(0, bytes, limits)).Message);
    }

    [Fact]
    public void Keys_that_are_their_own_hash_codes_do_not_collide()
    {
        // With numbers as their own hash codes each would fall into one bucket: minutes instead of milliseconds.
        var map = new Dictionary<int, int>();
        for (var i = 0; i < 300_000; i++) map[unchecked(i * 350_377)] = 0;
        var bytes = Wire.Encode<Dictionary<int, int>, MapCodec<int, Int32Codec, int, Int32Codec>>(0, map);
        var read = Wire.Decode<Dictionary<int, int>, MapCodec<int, Int32Codec, int, Int32Codec>>(0, bytes);
        Assert.Equal(map.Count, read.Count);
        Assert.IsType<KeyComparer<int>>(read.Comparer);
    }

    [Fact]
    public void A_count_allocates_nothing_before_its_elements_are_there()
    {
        var bytes = new byte[2_000_000];
        Convert.FromHexString("0902000f4240").CopyTo(bytes, 0); // a million elements; what follows is wire type 0, tag 0 and one byte each
        bytes[^1] = 0x1c;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<TarsDecodeException>(() => Wire.Decode<List<string>, ListCodec<string, StringCodec>>(0, bytes));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00000004")]
    [InlineData("ffffffff")]
    [InlineData("00a00001")]
    public void Lengths_that_are_none_end_the_stream(string hex)
    {
        var stream = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Assert.Throws<TarsDecodeException>(() => TarsFrame.TryRead(ref stream, TarsLimits.Default, out _));
    }

    [Fact]
    public void A_packet_is_taken_when_it_is_whole()
    {
        var bytes = Convert.FromHexString("00000006010200000005ff0000");
        for (var length = 0; length <= bytes.Length; length++)
        {
            var stream = new ReadOnlySequence<byte>(bytes, 0, length);
            var packets = 0;
            while (TarsFrame.TryRead(ref stream, TarsLimits.Default, out _)) packets++;
            Assert.Equal(length < 6 ? 0 : length < 11 ? 1 : 2, packets);
            Assert.Equal(length - (packets == 0 ? 0 : packets == 1 ? 6 : 11), stream.Length);
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Mutated_values_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = Wire.Encode<Everything, StructCodec<Everything>>(0, Values.Everything(random));
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                var reader = new TarsReader(bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length));
                reader.Read<Everything, StructCodec<Everything>>(0);
                read++;
            }
            catch (TarsDecodeException exception)
            {
                Assert.Equal(TarsReturnCode.DecodeError, exception.Code);
                refused++;
            }
        }
        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }

    private static string Refuse<T, TCodec>(string hex, byte tag = 0) where TCodec : struct, ITarsCodec<T> =>
        Assert.Throws<TarsDecodeException>(() => Wire.Decode<T, TCodec>(tag, hex)).Message;
}
