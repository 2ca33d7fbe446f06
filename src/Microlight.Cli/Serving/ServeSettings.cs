using System.Net;
using Microlight.Cli.Arguments;

namespace Microlight.Cli.Serving;

/// <summary>What one <c>serve</c> is to do, as the command line said.</summary>
internal sealed record ServeSettings
{
    public required string File { get; init; }
    public required IPEndPoint Address { get; init; }
    /// <summary>Where metrics are to be had; null for nowhere.</summary>
    public IPEndPoint? Metrics { get; init; }
    public required bool WritesAccessLog { get; init; }
    public required ServingSettings Serving { get; init; }
}
