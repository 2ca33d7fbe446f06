using Microlight.Cli.Arguments;
using Microlight.Tars;

namespace Microlight.Cli.Serving;

/// <summary>What one <c>tars serve</c> is to do, as the command line said.</summary>
internal sealed record TarsServeSettings
{
    public required string File { get; init; }
    /// <summary>Path of the file with the interface.</summary>
    public required string TarsFile { get; init; }
    /// <summary>The interface; null if the file has one alone.</summary>
    public string? Interface { get; init; }
    /// <summary>What calls name, and where it listens: tcp and udp.</summary>
    public required TarsObjectName Object { get; init; }
    public required ServingSettings Serving { get; init; }
}
