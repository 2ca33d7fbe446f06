using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microlight.Tars;

/// <summary>What a server takes, and how long it waits.</summary>
public sealed class TarsServerOptions
{
    /// <summary>Of packets and what they hold.</summary>
    public TarsLimits Limits { get; set; } = TarsLimits.Default;

    /// <summary>Calls that run at the same time; 512 by default. A call whose time is over counts until its servant gives up.</summary>
    public int MaxConcurrentCalls { get; set; } = 512;

    /// <summary>Calls that wait for their turn; 10,000 by default. One more is answered with <see cref="TarsReturnCode.Overload"/>.</summary>
    public int MaxQueuedCalls { get; set; } = 10_000;

    /// <summary>How long a call may wait for its turn; 60 seconds by default. Then it is answered with <see cref="TarsReturnCode.QueueTimeout"/>.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a call may take, the wait for its turn included; 60 seconds by default, less where the caller waits less. Then it is answered with <see cref="TarsReturnCode.InvokeTimeout"/> and its token is cancelled.</summary>
    public TimeSpan InvokeTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections at the same time; 10,000 by default. One more is closed at once.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How long a packet may take from its first byte to its last; 15 seconds by default. Then the connection is closed.</summary>
    public TimeSpan PacketTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a reply may wait for a client that does not read; 15 seconds by default. Then the connection is closed.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of requests held at the same time, of all clients, those that have not yet arrived whole included; 256 MiB by default. Beyond it a call is answered with <see cref="TarsReturnCode.Overload"/>, and a connection in the middle of a packet is closed.</summary>
    public long MaxRequestBytes { get; set; } = 256 << 20;

    /// <summary>Bytes of replies held for a client that does not read; 16 MiB by default. From a sixteenth of it on no requests are read from it, beyond it the connection is closed.</summary>
    public int MaxUnsentBytes { get; set; } = 16 << 20;

    /// <summary>How long <see cref="TarsServer.StopAsync"/> lets calls finish; 30 seconds by default.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where exceptions of servants and broken connections are told.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentCalls, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxQueuedCalls);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestBytes, Limits.MaxPacketLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnsentBytes, Limits.MaxPacketLength);
        foreach (var time in (TimeSpan[])[QueueTimeout, InvokeTimeout, PacketTimeout, SendTimeout]) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShutdownTimeout, TimeSpan.Zero);
    }
}
