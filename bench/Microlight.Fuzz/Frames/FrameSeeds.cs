using Microlight.Tars;
using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Fuzz.Frames;

/// <summary>Requests: calls of Everything.tars in all versions.</summary>
internal static class FrameSeeds
{
    public const string Servant = "Trial.EchoServer.EchoObj";

    public static List<TarsRequest> Make(int seed)
    {
        var (random, frames) = (new Random(seed), new List<TarsRequest>());
        foreach (var version in Enum.GetValues<TarsVersion>())
        {
            for (var i = 0; i < 4; i++)
            {
                var (everything, s) = (Values.Everything(random), Values.Scalars(random));
                frames.Add(Request(version, "everything", 1, (ref TarsBodyWriter w) => w.Write<Everything, StructCodec<Everything>>(1, "value", everything)));
                frames.Add(Request(version, "lists", 3, (ref TarsBodyWriter w) =>
                {
                    w.Write<byte[], BytesCodec>(1, "bytes", s.Bytes);
                    w.Write<List<int>, ListCodec<int, Int32Codec>>(2, "numbers", [1, 2, 300_000]);
                    w.Write<Dictionary<string, Scalars>, MapCodec<string, StringCodec, Scalars, StructCodec<Scalars>>>(3, "mapped", new() { ["s"] = s });
                }));
            }
            frames.Add(Request(version, "scalars", 12, (ref TarsBodyWriter w) =>
            {
                w.Write<bool, BoolCodec>(1, "a", true);
                w.Write<sbyte, Int8Codec>(2, "b", -1);
                w.Write<byte, UInt8Codec>(3, "c", 200);
                w.Write<short, Int16Codec>(4, "d", -300);
                w.Write<ushort, UInt16Codec>(5, "e", 60_000);
                w.Write<int, Int32Codec>(6, "f", 1 << 20);
                w.Write<uint, UInt32Codec>(7, "g", uint.MaxValue);
                w.Write<long, Int64Codec>(8, "h", 1L << 40);
                w.Write<float, FloatCodec>(9, "i", 1.5f);
                w.Write<double, DoubleCodec>(10, "j", -2.25);
                w.Write<string, StringCodec>(11, "k", "text");
                w.Write<Color, ColorCodec>(12, "l", Color.GREEN);
            }));
            frames.Add(Request(version, "divide", 2, (ref TarsBodyWriter w) =>
            {
                w.Write<int, Int32Codec>(1, "dividend", 17);
                w.Write<int, Int32Codec>(2, "divisor", 5);
            }));
            frames.Add(Request(version, "greet", 1, (ref TarsBodyWriter w) => w.Write<string, StringCodec>(1, "name", "x")));
            frames.Add(Request(version, "context", 1, (ref TarsBodyWriter w) => w.Write<string, StringCodec>(1, "name", "tenant")));
            frames.Add(Request(version, "tars_ping", 0, (ref TarsBodyWriter _) => { }));
        }
        return frames;
    }

    public static TarsRequest Request(TarsVersion version, string function, int count, Writer write, int id = 7)
    {
        using var body = new PooledBuffer();
        var parameters = new TarsBodyWriter(version, body, count);
        write(ref parameters);
        return new TarsRequest
        {
            Version = version, RequestId = id, ServantName = Servant, FunctionName = function, Body = body.WrittenSpan.ToArray(), Timeout = 3000, Context = new Dictionary<string, string> { ["tenant"] = "a" },
        };
    }

    public delegate void Writer(ref TarsBodyWriter writer);
}
