using System.Net;
using Microlight.Cli.Arguments;
using Microlight.Wasm;

namespace Microlight.Cli.Serving;

/// <summary>What one <c>serve</c> is to do, as the command line said.</summary>
internal sealed record ServeSettings
{
    public required string File { get; init; }
    public required IPEndPoint Address { get; init; }
    /// <summary>Where metrics are to be had; null for nowhere.</summary>
    public IPEndPoint? Metrics { get; init; }
    public required SandboxResetPolicy Policy { get; init; }
    public required int MaximumConcurrency { get; init; }
    public required int MaximumQueue { get; init; }
    public required TimeSpan RequestTimeout { get; init; }
    /// <summary>How long requests that are under way may take to end when the server is to stop.</summary>
    public required TimeSpan DrainTimeout { get; init; }
    public required bool WritesAccessLog { get; init; }
    public required WasiSettings Wasi { get; init; }
    public ulong? MaximumMemory { get; init; }
    public ulong? MaximumTotalMemory { get; init; }
    public Isolation? Isolation { get; init; }
    public required WasmCompilerOptions Compiler { get; init; }
    public WasmCache? Cache { get; init; }
}
