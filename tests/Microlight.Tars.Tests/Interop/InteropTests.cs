using System.Net;
using System.Net.Sockets;
using Microlight.Tars.Idl;
using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Tests.Interop;

/// <summary>With npm's @tars/rpc over loopback, both ways; its stubs are those that <see cref="JavaScriptWriter"/> writes.</summary>
public class InteropTests
{
    private static readonly Lazy<string> s_stubs = new(WriteStubs);

    public static TheoryData<string, int> Ways => new() { { "tcp", 1 }, { "tcp", 2 }, { "tcp", 3 }, { "udp", 1 }, { "udp", 3 } };

    [SkippableTheory, MemberData(nameof(Ways))]
    public async Task The_npm_client_calls_this_server(string transport, int version)
    {
        await using var loopback = await Loopback.StartAsync(transport: transport);
        await using var client = Node.Start(InFolder("client.cjs"), s_stubs.Value, loopback.ObjectName, $"{version}");
        foreach (var step in (string[])["everything", "scalars", "lists", "out", "context", "one-way", "codes", "done"]) await client.ExpectAsync(step);
    }

    [SkippableTheory, MemberData(nameof(Ways))]
    public async Task This_client_calls_the_npm_server(string transport, int version)
    {
        var port = FreePort(transport);
        await using var server = Node.Start(InFolder("server.cjs"), s_stubs.Value, $"{port}", transport);
        await server.ExpectAsync("ready");
        await using var client = new TarsClient(new TarsClientOptions { Timeout = TimeSpan.FromSeconds(30), Version = (TarsVersion)version });
        var proxy = new EchoProxy(client, $"{Loopback.Name}@{transport} -h 127.0.0.1 -p {port}");
        await proxy.PingAsync();

        var sample = Sample();
        Assert.Equal(Wire.Hex<Everything, StructCodec<Everything>>(0, sample), Wire.Hex<Everything, StructCodec<Everything>>(0, await proxy.EverythingAsync(sample)));
        await server.ExpectAsync("same");

        Assert.Equal((12, true, sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, 1L << 50, 0.5f, double.Epsilon, "\u817e\u8baf", Color.BLUE),
            await proxy.ScalarsAsync(true, sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, 1L << 50, 0.5f, double.Epsilon, "\u817e\u8baf", Color.BLUE));
        // JavaScript writes its zeros without bytes.
        Assert.Equal((12, false, (sbyte)0, (byte)0, (short)0, (ushort)0, 0, 0u, 0L, 0f, 0.0, "", Color.RED), await proxy.ScalarsAsync(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", Color.RED));
        var lists = await proxy.ListsAsync([1, 2, 0], [1, 2, 300_000], new() { ["s"] = sample.Scalars });
        Assert.Equal([300_000, 2, 1], lists.Result);
        Assert.Equal((byte[])[1, 2, 0], lists.OutBytes);
        Assert.Equivalent(sample.Scalars, lists.OutMap["s"], strict: true);
        Assert.Equal((3, 2), await proxy.DivideAsync(17, 5));
        await proxy.NothingAsync();
        Assert.Equal((7, "cba"), await proxy.SwapAsync("abc", 4));

        TarsReply? reply = null;
        Assert.Equal("Ä", await proxy.ContextAsync("tenant", new TarsCallOptions { Context = new Dictionary<string, string> { ["tenant"] = "Ä" }, Received = r => reply = r }));
        // The npm server sends a context in version 1 alone.
        if (version == 1) Assert.Equal("Ä", reply!.Context["tenant"]);

        await proxy.CountOneWayAsync();
        await proxy.CountOneWayAsync();
        Assert.Equal(3, await proxy.CountAsync());
        var failure = await Assert.ThrowsAsync<TarsCallException>(() => proxy.FailAsync(1234, "It is so."));
        Assert.Equal((1234, "It is so."), ((int)failure.Code, failure.Message));
        // The npm server's servant has no such method, and the interface no such function.
        Assert.Equal(TarsReturnCode.DecodeError, (await Assert.ThrowsAsync<TarsCallException>(() => proxy.WaitAsync(1, true))).Code);
        Assert.Equal(TarsReturnCode.NoFunction, (await Assert.ThrowsAsync<TarsCallException>(() => new Stranger(client, proxy.ObjectName.ToString()).CallAsync())).Code);

        // Datagrams of a burst get lost.
        var count = transport == "udp" ? 5 : 500;
        var greetings = await Task.WhenAll(Enumerable.Range(0, count).Select(i => proxy.GreetAsync($"{i}")));
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"Hello, {i}!"), greetings);
    }

    /// <summary>The same value as common.cjs makes.</summary>
    private static Everything Sample()
    {
        var everything = new Everything { Scalars = Scalars("\u817e\u8baf", zero: false), List = [Scalars("", zero: true), Scalars(new string('x', 300), zero: false)] };
        everything.Scalars.Bytes = [1, 0, 255];
        everything.Strings["k"] = "v";
        everything.Numbered[-7] = Scalars("seven", zero: false);
        everything.Keyed[new Key { Id = 5, Name = "five", Note = "n" }] = [0, 1, 1L << 33];
        everything.Nested.Add(["a", ""]);
        everything.Coloured[Color.GREEN] = 0;
        everything.Tree = new Tree { Name = "root", Children = [new Tree { Name = "leaf" }] };
        everything.Flags = [true, false];
        everything.Ports = [65535];
        everything.Deep["deep"] = new() { ["bytes"] = [9, 8] };
        return everything;

        static Scalars Scalars(string text, bool zero) => zero
            ? new() { Text = text, Fifteen = 15, Greeting = "grüß", Far = Color.GREEN, Last = 0 }
            : new()
            {
                Yes = true, Small = -128, Usmall = 200, Middle = -300, Umiddle = 60_000, Number = -100_000, Unumber = 4_000_000_000, Big = -(1L << 40), Single = 1.5f, Real = -2.25, Text = text,
                Color = Color.BLUE, Fifteen = 15, Greeting = "grüß", Far = Color.GREEN, Last = 0,
            };
    }

    private static string WriteStubs()
    {
        var document = IdlDocument.Load(["Everything.tars"], File.ReadAllText);
        var path = InFolder("Everything.cjs");
        File.WriteAllText(path, JavaScriptWriter.Write(document, "Everything.tars"));
        return path;
    }

    /// <summary>Path of a file beside the scripts.</summary>
    private static string InFolder(string file) => Path.Combine(AppContext.BaseDirectory, "Interop", file);

    private static int FreePort(string transport)
    {
        using var socket = transport == "tcp" ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Stranger(TarsClient client, string objectName) : TarsProxy(client, objectName)
    {
        public Task CallAsync()
        {
            var call = BeginCall("nothere", null);
            call.WriteParameters(0);
            return InvokeAsync(call, CancellationToken.None);
        }
    }
}
