using System.Net;
using System.Net.Sockets;
using Microlight.Debugging.Gdb;

namespace Microlight;

/// <summary>
/// Lets GDB debug a sandbox's guest: <c>gdb guest.elf -ex 'target remote 127.0.0.1:PORT'</c> (docs/debugging.md). Give it to one
/// sandbox at a time through <see cref="SandboxOptions.Debugger"/>. Whoever can connect controls the guest, and nothing else: registers
/// and memory are the guest's own, and it stays behind its walls.
/// </summary>
public sealed class GdbServer : IDisposable
{
    /// <summary>How long a debugger may take to receive a packet before it is taken for lost.</summary>
    private const int SendTimeoutMilliseconds = 10_000;

    private readonly Socket _listener;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private Sandbox? _sandbox;
    private DebugTarget? _target;
    private GdbSession? _session;
    private Socket? _client;
    private bool _disposed;

    /// <summary>Listens at once.</summary>
    /// <param name="endpoint">Where; port 0 for any free one. Null for any port of 127.0.0.1.</param>
    /// <param name="allowRemote">Permits an address that other machines can reach. The protocol has no authentication.</param>
    /// <exception cref="ArgumentException">The address is not a loopback address, and remote ones are not permitted.</exception>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public GdbServer(IPEndPoint? endpoint = null, bool allowRemote = false)
    {
        endpoint ??= new IPEndPoint(IPAddress.Loopback, 0);
        if (!allowRemote && !IPAddress.IsLoopback(endpoint.Address))
            throw new ArgumentException($"{endpoint.Address} can be reached from other machines, and GDB's protocol has no authentication; use a loopback address, or allow remote debuggers.", nameof(endpoint));
        _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(endpoint);
            _listener.Listen(1);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;
        new Thread(Serve) { IsBackground = true, Name = "Microlight gdb server" }.Start();
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Whether a sandbox's first call waits until a debugger has come and let the guest go. True unless set otherwise.</summary>
    public bool WaitForDebugger { get; init; } = true;

    /// <summary>Ends the connection and listens no more; the guest goes on without a debugger.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            // The end of its program should reach the debugger before the end of the connection.
            if (_session is not null && _sandbox is null) Monitor.Wait(_gate, s_farewell);
            _client?.Dispose();
        }
        _listener.Dispose();
    }

    /// <exception cref="InvalidOperationException">It has a sandbox already.</exception>
    internal void ThrowUnlessFree()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_sandbox is not null) throw new InvalidOperationException($"The debugger has {_sandbox.Id} already; it debugs one sandbox at a time.");
        }
    }

    internal DebugTarget Attach(Sandbox sandbox)
    {
        lock (_gate)
        {
            ThrowUnlessFree();
            // A debugger that still looks at the end of the last one.
            _client?.Dispose();
            _sandbox = sandbox;
            return _target = new DebugTarget(sandbox, WaitForDebugger);
        }
    }

    /// <summary>The sandbox is about to go: tells the debugger that its program has ended.</summary>
    internal void Detach(Sandbox sandbox)
    {
        lock (_gate)
        {
            if (_sandbox != sandbox) return;
            _session?.OnDisposed();
            _sandbox = null;
            _target = null;
        }
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                Serve(_listener.Accept());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                if (Volatile.Read(ref _disposed)) return;
            }
        }
    }

    private void Serve(Socket client)
    {
        using (client)
        {
            GdbSession session;
            lock (_gate)
            {
                // Nothing to debug, yet or any more.
                if (_target is null || _disposed) return;
                client.NoDelay = true;
                client.SendTimeout = SendTimeoutMilliseconds;
                _client = client;
                _session = session = new GdbSession(new GdbConnection(new NetworkStream(client)), _target);
            }
            try
            {
                session.Run();
            }
            catch (IOException)
            {
                // The debugger is gone.
            }
            finally
            {
                lock (_gate)
                {
                    _client = null;
                    _session = null;
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }
}
