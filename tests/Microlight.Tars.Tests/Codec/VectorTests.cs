using System.Buffers;
using System.Text.Json;
using Microlight.Tars.Tests.Support;
using I32 = Microlight.Tars.Int32Codec;

namespace Microlight.Tars.Tests.Codec;

/// <summary>The bytes that npm's @tars/stream and @tars/rpc wrote: read, and written again the same.</summary>
public class VectorTests
{
    private static readonly Dictionary<string, string> s_vectors = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText("Vectors/vectors.json"))!;

    private static readonly Dictionary<string, Action<string>> s_checks = new()
    {
        ["bool true tag0"] = hex => Check<bool, BoolCodec>(0, true, hex),
        ["bool false tag1"] = hex => Check<bool, BoolCodec>(1, false, hex),
        ["int8 -1 tag2"] = hex => Check<sbyte, Int8Codec>(2, -1, hex),
        ["int16 300 tag3"] = hex => Check<short, Int16Codec>(3, 300, hex),
        ["int32 127 tag0"] = hex => Check<int, I32>(0, 127, hex),
        ["int32 128 tag0"] = hex => Check<int, I32>(0, 128, hex),
        ["int32 -129 tag0"] = hex => Check<int, I32>(0, -129, hex),
        ["int32 100000 tag14"] = hex => Check<int, I32>(14, 100_000, hex),
        ["int32 100000 tag15"] = hex => Check<int, I32>(15, 100_000, hex),
        ["int32 1 tag255"] = hex => Check<int, I32>(255, 1, hex),
        ["int64 2^40 tag4"] = hex => Check<long, Int64Codec>(4, 1L << 40, hex),
        ["uint8 200 tag5"] = hex => Check<byte, UInt8Codec>(5, 200, hex),
        ["uint16 60000 tag5"] = hex => Check<ushort, UInt16Codec>(5, 60_000, hex),
        ["uint32 4e9 tag5"] = hex => Check<uint, UInt32Codec>(5, 4_000_000_000, hex),
        ["float 1.5 tag6"] = hex => Check<float, FloatCodec>(6, 1.5f, hex),
        ["float 0 tag6"] = hex => Check<float, FloatCodec>(6, 0, hex),
        ["double -2.25 tag7"] = hex => Check<double, DoubleCodec>(7, -2.25, hex),
        ["double 0 tag7"] = hex => Check<double, DoubleCodec>(7, 0, hex),
        ["string abc tag8"] = hex => Check<string, StringCodec>(8, "abc", hex),
        ["string empty tag8"] = hex => Check<string, StringCodec>(8, "", hex),
        ["string utf8 tag8"] = hex => Check<string, StringCodec>(8, "腾讯", hex),
        ["string 256xA tag8 (head+len only)"] = hex =>
        {
            var text = new string('A', 256);
            Check<string, StringCodec>(8, text, hex + Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(text)));
        },
        ["bytes 010203 tag9"] = hex => Check<byte[], BytesCodec>(9, [1, 2, 3], hex),
        ["list<int32>[1,0,300] tag10"] = hex => Check<List<int>, ListCodec<int, I32>>(10, [1, 0, 300], hex),
        ["map<string,string>{k:v} tag11"] = hex => Check<Dictionary<string, string>, MapCodec<string, StringCodec, string, StringCodec>>(11, new() { ["k"] = "v" }, hex),
        ["struct User_t{1,300,Ada} tag12"] = hex => Check<User, StructCodec<User>>(12, new User(1, 300, "Ada"), hex),
        ["UniAttribute v2 {sUsrName:\"czzou\"}"] = hex => CheckAttributes(TarsVersion.TupComplex, hex),
        ["UniAttribute v3 {sUsrName:\"czzou\"}"] = hex => CheckAttributes(TarsVersion.TupSimple, hex),
    };

    public static TheoryData<string> Names => [.. s_vectors.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Values_are_written_and_read_as_the_vectors_say(string name) => s_checks[name](s_vectors[name]);

    [Fact]
    public void Captured_packets_are_read_and_written_again_byte_for_byte()
    {
        var packets = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(File.ReadAllText("Vectors/capture.json"))!.Select(p => (Direction: p["dir"], Hex: p["hex"])).ToList();
        packets.AddRange(File.ReadAllLines("Vectors/echo-vectors.txt").Where(l => l.Length > 0).Select(l => (l[..3], l[4..])));
        Assert.Equal(17, packets.Count);
        foreach (var (direction, hex) in packets)
        {
            var stream = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
            Assert.True(TarsFrame.TryRead(ref stream, TarsLimits.Default, out var packet));
            Assert.True(stream.IsEmpty);
            var again = direction == "req" ? TestFrames.Of(TarsRequest.Read(packet.ToArray())) : TestFrames.Of(TarsResponse.Read(packet.ToArray()));
            Assert.Equal(hex, Convert.ToHexStringLower(again));
        }
    }

    [Fact]
    public void The_fields_of_a_captured_request_are_what_was_sent()
    {
        var hex = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(File.ReadAllText("Vectors/capture.json"))![2]["hex"];
        var request = TarsRequest.Read(Convert.FromHexString(hex)[4..]);
        Assert.Equal((TarsVersion.Tars, (sbyte)0, 3, "TarsDemo.NodeTarsServer.NodeTarsObj", "getall", 3000), (request.Version, request.PacketType, request.RequestId, request.ServantName, request.FunctionName, request.Timeout));
        Assert.Equal("a", request.Context["tenant"]);
        Assert.Empty(request.Status);
        var parameters = new TarsBodyReader(request.Version, request.Body.Span);
        Assert.Equal(new User(1, 300, "Ada"), parameters.Read<User, StructCodec<User>>(1, "stUser"));
    }

    private static void Check<T, TCodec>(byte tag, T value, string hex) where TCodec : struct, ITarsCodec<T>
    {
        Assert.Equal(hex, Wire.Hex<T, TCodec>(tag, value));
        Assert.Equal(value, Wire.Decode<T, TCodec>(tag, hex));
    }

    private static void CheckAttributes(TarsVersion version, string hex)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TarsBodyWriter(version, output, 1);
        writer.Write<string, StringCodec>(1, "sUsrName", "czzou");
        Assert.Equal(hex, Convert.ToHexStringLower(output.WrittenSpan));
        Assert.Equal("czzou", new TarsBodyReader(version, Convert.FromHexString(hex)).Read<string, StringCodec>(1, "sUsrName"));
    }

    private sealed record User(int Id, int Score, string Name) : ITarsStruct<User>
    {
        public static string TypeName => "tars.User_t";

        public static User ReadFields(ref TarsReader reader) => new(
            reader.TryRead<int, I32>(0, out var id) ? id : 0, reader.TryRead<int, I32>(1, out var score) ? score : 0, reader.TryRead<string, StringCodec>(2, out var name) ? name : "");

        public void WriteFields(ref TarsWriter writer)
        {
            writer.WriteInteger(0, Id);
            writer.WriteInteger(1, Score);
            writer.WriteString(2, Name);
        }
    }
}
