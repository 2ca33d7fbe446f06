namespace Microlight.Wasm.Components;

/// <summary>A component's call of a host function: where its parameters lie, where the result goes, and whose call it is.</summary>
public sealed class ComponentCall
{
    internal ComponentCall(WasmComponentInstance instance, TransferMemory memory) => (Instance, Memory) = (instance, memory);

    /// <summary>The component that calls. A host function cannot call into it: an instance makes one call at a time.</summary>
    public WasmComponentInstance Instance { get; }

    /// <summary>Where parameters and result lie.</summary>
    public TransferMemory Memory { get; }

    /// <summary>Address of the parameters: each where it lies in a record of all their types.</summary>
    public int Arguments { get; internal set; }

    /// <summary>Address for the result, with room for a value of its type, all bytes 0; 0 if the function has none.</summary>
    public int Result { get; internal set; }

    /// <summary>The resources of host and guest that the instance has handles of.</summary>
    public ComponentResources Resources => Instance.Resources;

    /// <summary>Cancelled when the call that the guest is serving is cancelled or out of time; pass it to anything that waits.</summary>
    public CancellationToken CancellationToken => Instance.Sandbox.StopToken;

    /// <summary>What the instance has of a state that <see cref="ComponentImports.AddState{T}"/> registered.</summary>
    /// <inheritdoc cref="WasmComponentInstance.GetState{T}"/>
    public T GetState<T>() where T : class => Instance.GetState<T>();
}
