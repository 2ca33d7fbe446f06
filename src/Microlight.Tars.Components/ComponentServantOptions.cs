using Microlight.Wasi;
using Microlight.Wasm.Components;

namespace Microlight.Tars.Components;

/// <summary>How a component serves an object of TARS.</summary>
public sealed class ComponentServantOptions
{
    /// <summary>What the component is granted. Each instance has a context of its own; streams in it are shared by all and must stand that.</summary>
    public WasiOptions Wasi { get; init; } = new();

    /// <summary>
    /// Everything that the component imports, instead of <see cref="Wasi"/>; with <see cref="TarsCallImports.AddTarsCall"/> where it wants to
    /// know of the call that it answers.
    /// </summary>
    public ComponentImports? Imports { get; init; }

    /// <summary>Limits of each instance. <see cref="SandboxOptions.CallTimeout"/> limits a call's time, as <see cref="TarsServerOptions.InvokeTimeout"/> and the caller's own limit do.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>What an instance keeps between two calls: nothing, or with <see cref="SandboxResetPolicy.Reuse"/> everything.</summary>
    public SandboxResetPolicy Policy { get; init; } = SandboxResetPolicy.RestoreOnReturn;

    /// <summary>Most calls that are in the component at once, each in an instance of its own. At least 1.</summary>
    public int MaximumConcurrency { get; init; } = 4 * Environment.ProcessorCount;

    /// <summary>Most calls that wait for one of those to end; more are answered with <see cref="TarsReturnCode.Overload"/> at once. At least 0.</summary>
    public int MaximumQueue { get; init; } = 1024;

    /// <summary>
    /// What one call may make of the host, by its results; <see cref="TransferLimits.Bytes"/> also limits what its parameters take in the
    /// component's transfer memory.
    /// </summary>
    public TransferLimits Limits { get; init; } = new();
}
