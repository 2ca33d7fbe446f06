using Microlight.Wasm.Components;

namespace Microlight.Wasi;

/// <summary>How a component serves requests, whatever the protocol: what it is granted, its limits, and how many instances of it there are.</summary>
public class ComponentServiceOptions
{
    /// <summary>What the component is granted. Each instance has a context of its own; streams in it are shared by all and must stand that.</summary>
    public WasiOptions Wasi { get; init; } = new();

    /// <summary>Everything that the component imports, instead of <see cref="Wasi"/> and what the service adds.</summary>
    public ComponentImports? Imports { get; init; }

    /// <summary>Limits of each instance. <see cref="SandboxOptions.CallTimeout"/> limits a request's time, as the service does.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>What an instance keeps between two requests: nothing, or with <see cref="SandboxResetPolicy.Reuse"/> everything.</summary>
    public SandboxResetPolicy Policy { get; init; } = SandboxResetPolicy.RestoreOnReturn;

    /// <summary>Most requests that are in the component at once, each in an instance of its own. At least 1; four for each processor unless set.</summary>
    public int MaximumConcurrency { get; init; } = 4 * Environment.ProcessorCount;

    /// <summary>Most requests that wait for one of those to end; more are refused at once. At least 0; 1,024 unless set.</summary>
    public int MaximumQueue { get; init; } = 1024;

    /// <summary>What one crossing may make of the host.</summary>
    public TransferLimits Limits { get; init; } = new();

    /// <summary>Initialises one instance, with all checks of the component, and makes the pool that these options describe.</summary>
    /// <param name="component">Has to live as long as the pool.</param>
    /// <param name="imports">What the service provides: <see cref="Imports"/>, or with <see cref="Wasi"/> what it has itself.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <inheritdoc cref="WasmComponentPool.Create"/>
    public WasmComponentPool CreatePool(WasmComponent component, ComponentImports imports)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumConcurrency, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumQueue);
        return WasmComponentPool.Create(component, imports, Sandbox, new SandboxPoolOptions
        {
            Name = component.Image.Name,
            Reset = Policy,
            Maximum = MaximumConcurrency,
            MaximumWaiting = MaximumQueue,
            Prewarm = 1,
        }, Limits);
    }
}
