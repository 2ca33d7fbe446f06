namespace Microlight.Tars;

/// <summary>How a client connects and how long it waits.</summary>
public sealed class TarsClientOptions
{
    /// <summary>Of packets and what they hold.</summary>
    public TarsLimits Limits { get; set; } = TarsLimits.Default;

    /// <summary>How long a call may take, connecting included, where its options do not say; 3 seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long connecting to one endpoint may take before the next is tried; 1 second by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Connections to each endpoint, each with many calls at once; 1 by default.</summary>
    public int ConnectionsPerEndpoint { get; set; } = 1;

    /// <summary>How long an endpoint that failed is passed over while another is there; 10 seconds by default.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how many timeouts in a row an endpoint counts as failed; 5 by default.</summary>
    public int FailuresInRow { get; set; } = 5;

    /// <summary>The form of requests where a call's options do not say.</summary>
    public TarsVersion Version { get; set; } = TarsVersion.Tars;

    /// <summary>Bytes of requests held for a server that does not read; 16 MiB by default. Beyond it calls fail with <see cref="TarsReturnCode.ConnectError"/>.</summary>
    public int MaxUnsentBytes { get; set; } = 16 << 20;

    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConnectionsPerEndpoint, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FailuresInRow, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnsentBytes, Limits.MaxPacketLength);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryInterval, TimeSpan.Zero);
    }
}
