using Microlight.Wasi;
using Microlight.Wasm.Components;

namespace Microlight.AspNetCore;

/// <summary>How a component serves HTTP requests.</summary>
public sealed class ComponentHttpOptions
{
    /// <summary>What the component is granted. Each instance has a context of its own; streams in it are shared by all and must stand that.</summary>
    public WasiOptions Wasi { get; init; } = new();

    /// <summary>
    /// Everything that the component imports, instead of <see cref="Wasi"/>; with a <see cref="WasiContext"/> as a state, as
    /// <see cref="WasiImports.AddWasi"/> registers one.
    /// </summary>
    public ComponentImports? Imports { get; init; }

    /// <summary>Limits of each instance. <see cref="SandboxOptions.CallTimeout"/> limits a request's time, as <see cref="RequestTimeout"/> does.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>
    /// What an instance keeps between two requests: nothing by default. With <see cref="SandboxResetPolicy.Reuse"/> everything, for components that
    /// one can trust with all requests. One that failed is brought back in any case.
    /// </summary>
    public SandboxResetPolicy Policy { get; init; } = SandboxResetPolicy.RestoreOnReturn;

    /// <summary>Most requests that are in the component at once, each in an instance of its own. At least 1.</summary>
    public int MaximumConcurrency { get; init; } = 4 * Environment.ProcessorCount;

    /// <summary>Most requests that wait for one of those to end; more are answered with 503 at once. At least 0.</summary>
    public int MaximumQueue { get; init; } = 1024;

    /// <summary>The time from a request's beginning to the end of its handler; infinite for none. Then the answer is 504, or the connection is cut off if the answer had begun.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
