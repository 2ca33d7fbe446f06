using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Components.Tests;

/// <summary>Values of all types from a client through a component and back.</summary>
public class ValueTests
{
    public static TheoryData<TarsVersion> Versions => [TarsVersion.Tars, TarsVersion.TupComplex, TarsVersion.TupSimple];

    [SkippableTheory, MemberData(nameof(Versions))]
    public async Task All_types_go_there_and_back(TarsVersion version)
    {
        await using var server = await TrialServer.StartAsync();
        var options = new TarsCallOptions { Version = version };
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var value = Values.Everything(random);
            Assert.Equal(Wire.Hex<Everything, StructCodec<Everything>>(0, value), Wire.Hex<Everything, StructCodec<Everything>>(0, await server.Proxy.EverythingAsync(value, options)));
            var s = value.Scalars;
            Assert.Equal((12, s.Yes, s.Small, s.Usmall, s.Middle, s.Umiddle, s.Number, s.Unumber, s.Big, s.Single, s.Real, s.Text, s.Color),
                await server.Proxy.ScalarsAsync(s.Yes, s.Small, s.Usmall, s.Middle, s.Umiddle, s.Number, s.Unumber, s.Big, s.Single, s.Real, s.Text, s.Color, options));
        }
        Assert.Equal((3, 2), await server.Proxy.DivideAsync(17, 5, options));
        await server.Proxy.NothingAsync(options);
        Assert.Equal((7, "cba"), await server.Proxy.SwapAsync("abc", 4, options));
        Assert.Equal("Hello, Ä!", await server.Proxy.GreetAsync("Ä", options));
        await server.Proxy.PingAsync(options);
    }

    [SkippableTheory, MemberData(nameof(Versions))]
    public async Task Optional_fields_that_are_absent_have_their_defaults(TarsVersion version)
    {
        await using var server = await TrialServer.StartAsync();
        var options = new TarsCallOptions { Version = version };
        var value = await server.Raw.CallAsync<bool, RequiredCodec, Everything, StructCodec<Everything>>("everything", "value", true, options);
        Assert.Equal((32, "grüß", Color.BLUE, true, 4_000_000_000, 2.5), (value.Scalars.Fifteen, value.Scalars.Greeting, value.Scalars.Far, value.Scalars.Sure, value.Scalars.Most, value.Scalars.Last));
        Assert.Equal(Wire.Hex<Scalars, StructCodec<Scalars>>(0, new Scalars()), Wire.Hex<Scalars, StructCodec<Scalars>>(0, value.Other));
        Assert.Equal((0, 0, 0), (value.Flags.Count, value.Small.Count, value.Deep.Count));
    }

    [SkippableTheory, MemberData(nameof(Versions))]
    public async Task Parameters_that_are_none_are_refused(TarsVersion version)
    {
        await using var server = await TrialServer.StartAsync();
        var options = new TarsCallOptions { Version = version };
        await Refused("The required ", server.Raw.CallAsync<bool, RequiredCodec>("everything", "value", false, options));
        await Refused("Color has no member 3.", server.Proxy.ScalarsAsync(true, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", (Color)3, options));
        await Refused("A string was expected, not wire type 12.", server.Raw.CallAsync<int, Int32Codec>("greet", "name", 0, options));
        await Refused("A string is not UTF-8.", server.Raw.CallAsync<byte[], BadTextCodec>("greet", "name", [0xff], options));
        Assert.Equal("Hello, x!", await server.Proxy.GreetAsync("x", options));
        await TrialServer.FailsAsync(server.Raw.CallAsync<int, Int32Codec>("nothere", "a", 1, options), TarsReturnCode.NoFunction);

        static async Task Refused(string message, Task call) => Assert.StartsWith(message, (await TrialServer.FailsAsync(call, TarsReturnCode.DecodeError)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_few_bytes_cannot_take_much_memory()
    {
        await using var server = await TrialServer.StartAsync(new ComponentServantOptions { Imports = TrialServer.Imports(), Limits = new() { Bytes = 1 << 20 } });
        var failure = await TrialServer.FailsAsync(server.Raw.CallAsync<int, EmptyStructsCodec>("everything", "value", 20_000), TarsReturnCode.DecodeError);
        Assert.Contains("1,048,576 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Hello, x!", await server.Proxy.GreetAsync("x"));
    }

    [SkippableFact]
    public async Task A_call_leaves_and_enters_the_machine_once()
    {
        await using var server = await TrialServer.StartAsync(new ComponentServantOptions { Imports = TrialServer.Imports(), Policy = SandboxResetPolicy.Reuse, MaximumConcurrency = 1 });
        var value = Values.Everything(new Random(3));
        await server.Proxy.EverythingAsync(value);
        var before = Exits();
        await server.Proxy.EverythingAsync(value);
        Assert.Equal(1, Exits() - before);

        long Exits()
        {
            using var lease = server.Servant.Pool.Rent();
            return lease.Instance.Sandbox.Machine.Exits;
        }
    }

    /// <summary>An Everything of required fields only; where the value is false, without the last of them.</summary>
    private readonly struct RequiredCodec : ITarsCodec<bool>
    {
        public static string TypeName => "Trial.Everything";

        public static void Write(ref TarsWriter writer, byte tag, bool value)
        {
            writer.BeginStruct(tag, TypeName);
            writer.BeginStruct(0, "Trial.Scalars");
            for (byte number = 0; number < 10; number++) writer.WriteInteger(number, 0);
            writer.WriteString(10, "");
            writer.WriteInteger(11, 0);
            writer.WriteBytes(14, []);
            writer.EndStruct();
            writer.BeginList(1, 0);
            foreach (var map in (byte[])[2, 3, 4]) writer.BeginMap(map, 0);
            writer.BeginList(5, 0);
            if (value) writer.BeginMap(6, 0);
            writer.EndStruct();
        }

        public static bool ReadValue(ref TarsReader reader, TarsWireType type) => throw new NotSupportedException();
    }

    private readonly struct BadTextCodec : ITarsCodec<byte[]>
    {
        public static string TypeName => "string";

        public static void Write(ref TarsWriter writer, byte tag, byte[] value) => writer.WriteUtf8(tag, value);

        public static byte[] ReadValue(ref TarsReader reader, TarsWireType type) => throw new NotSupportedException();
    }

    /// <summary>A list of so many structures of two bytes each.</summary>
    private readonly struct EmptyStructsCodec : ITarsCodec<int>
    {
        public static string TypeName => "Trial.Everything";

        public static void Write(ref TarsWriter writer, byte tag, int value)
        {
            writer.BeginStruct(tag, TypeName);
            StructCodec<Scalars>.Write(ref writer, 0, new Scalars());
            writer.BeginList(1, value);
            for (var i = 0; i < value; i++)
            {
                writer.BeginStruct(0, "Trial.Scalars");
                writer.EndStruct();
            }
            writer.EndStruct();
        }

        public static int ReadValue(ref TarsReader reader, TarsWireType type) => throw new NotSupportedException();
    }
}
