using System.Net;
using System.Net.Sockets;
using Microlight.Tars;
using Microlight.Tars.Tests.Support;

namespace Microlight.Fuzz.Frames;

/// <summary>Mutated packets to a server through connections: each connection ends, with replies that can be read, and the server serves on.</summary>
internal sealed class ConnectionFuzzer(int seed) : IAsyncDisposable
{
    private readonly FrameMutator _mutator = new(FrameSeeds.Make(seed), new Random(~seed));
    private readonly byte[] _ping = TestFrames.Of(FrameSeeds.Request(TarsVersion.Tars, "tars_ping", 0, (ref TarsBodyWriter _) => { }, id: 0x5a5a5a));
    private readonly TarsServer _server = new(new TarsServerOptions { ShutdownTimeout = TimeSpan.FromSeconds(5) });
    private IPEndPoint? _address;

    public Outcomes Outcomes { get; } = new();

    public async Task RunAsync(long count)
    {
        _server.Add($"{FrameSeeds.Servant}@tcp -h 127.0.0.1 -p 0", new TestServant());
        await _server.StartAsync();
        _address = new IPEndPoint(IPAddress.Loopback, _server.Objects[0].Endpoints[0].Port);
        for (long i = 0; i < count; i++)
        {
            try
            {
                Outcomes.Count(Try(_mutator.Next()) ? "connection: served on after it" : "connection: closed, or waits for the rest");
            }
            catch (Exception exception)
            {
                Outcomes.Fail($"connection {i}: {exception}");
            }
        }
        if (!SpinWait.SpinUntil(() => _server.RequestBytes == 0, TimeSpan.FromSeconds(10))) Outcomes.Fail($"{_server.RequestBytes} bytes of requests are left");
        if (!Try([])) Outcomes.Fail("the server does not answer any longer");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Sends a packet and a ping, says that nothing more comes, and reads to the end; whether the ping was answered.</summary>
    private bool Try(byte[] frame)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect(_address!);
        var received = new List<byte>();
        try
        {
            socket.Send([.. frame, .. _ping]);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[16 << 10];
            for (int read; (read = socket.Receive(buffer)) > 0;) received.AddRange(buffer.AsSpan(0, read));
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            // Closed with bytes unread.
        }
        var stream = new System.Buffers.ReadOnlySequence<byte>([.. received]);
        var isServed = false;
        while (TarsFrame.TryRead(ref stream, TarsLimits.Default, out var packet)) isServed |= TarsReply.Read(System.Buffers.BuffersExtensions.ToArray(packet)).RequestId == 0x5a5a5a;
        return isServed;
    }
}
