namespace Microlight.Tars;

/// <summary>What carries packets.</summary>
public enum TarsTransport
{
    /// <summary>A stream of packets.</summary>
    Tcp,
    /// <summary>A packet a datagram.</summary>
    Udp,
    /// <summary>TLS over TCP. It can be named, but is not served or called yet.</summary>
    Ssl,
}
