using Microlight.Wasm;

namespace Microlight.Cli.Arguments;

/// <summary>How a component is to serve, whatever it serves, as the command line said.</summary>
internal sealed record ServingSettings
{
    public required SandboxResetPolicy Policy { get; init; }
    /// <summary>Most requests or calls in the component at once; at least 1.</summary>
    public required int MaximumConcurrency { get; init; }
    /// <summary>Most that wait for those; at least 0.</summary>
    public required int MaximumQueue { get; init; }
    /// <summary>How long each may take.</summary>
    public required TimeSpan Timeout { get; init; }
    /// <summary>How much CPU time each may take; null for any.</summary>
    public TimeSpan? MaximumCpu { get; init; }
    /// <summary>How long those that are under way may take to end when the server is to stop.</summary>
    public required TimeSpan DrainTimeout { get; init; }
    public required WasiSettings Wasi { get; init; }
    /// <summary>Most bytes each memory of an instance may grow to; null for the default.</summary>
    public ulong? MaximumMemory { get; init; }
    /// <summary>Most bytes that all memories and tables of an instance may have together; null for no limit.</summary>
    public ulong? MaximumTotalMemory { get; init; }
    /// <summary>What is to keep the component from its host; null for virtual machines if there can be some, else processes, with a warning.</summary>
    public Isolation? Isolation { get; init; }
    /// <summary>How the component is compiled; <see cref="Isolation"/> and <see cref="MaximumMemory"/> are yet to be put in.</summary>
    public required WasmCompilerOptions Compiler { get; init; }
    /// <summary>Null: compile anew, keep nothing.</summary>
    public WasmCache? Cache { get; init; }
}
