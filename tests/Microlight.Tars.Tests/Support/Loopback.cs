using System.Net;
using System.Net.Sockets;
using Trial;

namespace Microlight.Tars.Tests.Support;

/// <summary>A server and a client that talk to each other.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    public const string Name = "Trial.EchoServer.EchoObj";

    private Loopback(TarsServer server, TarsClient client, TestServant servant, string transport)
    {
        (Server, Client, Servant) = (server, client, servant);
        ObjectName = server.Objects.Single(o => o.Name == Name).ToString();
        Proxy = new EchoProxy(client, ObjectName);
        Endpoint = new IPEndPoint(IPAddress.Loopback, server.Objects[0].Endpoints.Single(e => e.Transport.ToString().ToLowerInvariant() == transport).Port);
    }

    public TarsServer Server { get; }
    public TarsClient Client { get; }
    public TestServant Servant { get; }
    public EchoProxy Proxy { get; }
    public IPEndPoint Endpoint { get; }
    public string ObjectName { get; }

    public static async Task<Loopback> StartAsync(TarsServerOptions? server = null, TarsClientOptions? client = null, string transport = "tcp", int idle = 60_000)
    {
        var servant = new TestServant();
        // Short: calls that a test left are not waited for.
        var started = new TarsServer(server ?? new TarsServerOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(100) });
        started.Add($"{Name}@{transport} -h 127.0.0.1 -p 0 -t {idle}", servant);
        await started.StartAsync();
        // Long: what is to time out says so itself.
        return new Loopback(started, new TarsClient(client ?? new TarsClientOptions { Timeout = TimeSpan.FromSeconds(60), ConnectTimeout = TimeSpan.FromSeconds(30) }), servant, transport);
    }

    /// <summary>A connection without a client.</summary>
    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect(Endpoint);
        return socket;
    }

    /// <summary>Reads a reply as the bytes come.</summary>
    public static TarsReply Receive(Socket socket)
    {
        var header = Read(socket, 4);
        return TarsReply.Read(Read(socket, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header) - 4));
    }

    /// <summary>Whether the other side closes before it sends anything.</summary>
    public static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static byte[] Read(Socket socket, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = socket.Receive(bytes.AsSpan(at));
            if (read == 0) throw new EndOfStreamException();
            at += read;
        }
        return bytes;
    }
}
