namespace Microlight.Tars;

/// <summary>What a call adds to its parameters. May be shared by calls.</summary>
public sealed record TarsCallOptions
{
    /// <summary>For the servant.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = TarsMaps.Empty;

    /// <summary>For the server's runtime.</summary>
    public IReadOnlyDictionary<string, string> Status { get; init; } = TarsMaps.Empty;

    /// <summary>Marks for routing and tracing.</summary>
    public TarsMessageTypes MessageType { get; init; }

    /// <summary>How long the call may take; null for the client's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The form of the request; null for the client's.</summary>
    public TarsVersion? Version { get; init; }

    /// <summary>Calls with the same number go to the same endpoint while it is there; null for the next in turn.</summary>
    public int? Hash { get; init; }

    /// <summary>Called with the reply before it is read, whatever its code: its context and status maps are seen here.</summary>
    public Action<TarsReply>? Received { get; init; }

    internal static TarsCallOptions Default { get; } = new();
}
