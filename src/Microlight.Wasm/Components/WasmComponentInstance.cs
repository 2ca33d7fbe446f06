namespace Microlight.Wasm.Components;

/// <summary>
/// An instance of a component in a sandbox of its own. One call at a time, from any thread; after a call that ended badly it is unusable until
/// <see cref="Restore()"/>.
/// </summary>
public sealed partial class WasmComponentInstance : IComponentInstance, ISandboxOwner
{
    private readonly ComponentImports _imports;
    private readonly Dictionary<Type, object> _states = [];
    private readonly Dictionary<string, ComponentFunction> _functions = new(StringComparer.Ordinal);
    private readonly TransferMemory _memory;
    private readonly ComponentCall _call;
    private WasmInstance? _core;

    private WasmComponentInstance(WasmComponent component, ComponentImports imports, TransferLimits limits, Sandbox sandbox, ComponentCompositionInstance? composition)
    {
        (Component, _imports, Sandbox, Composition) = (component, imports, sandbox, composition);
        Resources = new ComponentResources(this);
        _memory = new TransferMemory(sandbox.Memories[HostEdge.TransferMemory], limits, bytes => sandbox.Memory.TryGrow(HostEdge.TransferMemory, (ulong)bytes) is not null, sandbox.Poison);
        _call = new ComponentCall(this, _memory);
        sandbox.Owner = this;
    }

    /// <summary>The component it is an instance of.</summary>
    public WasmComponent Component { get; }

    WitWorld IComponentInstance.World => Component.World;

    /// <summary>The sandbox that it runs in.</summary>
    public Sandbox Sandbox { get; }

    /// <summary>Objects of the host that it has handles of.</summary>
    public ComponentResources Resources { get; }

    /// <summary>What it is a part of; null if it is on its own.</summary>
    internal ComponentCompositionInstance? Composition { get; }

    /// <summary>How often it was restored: what was of an earlier time is not of this one.</summary>
    internal long Epoch { get; private set; }

    internal static WasmComponentInstance Create(WasmComponent component, ComponentImports imports, SandboxOptions options, TransferLimits limits, CancellationToken cancellationToken,
        ComponentCompositionInstance? composition = null)
    {
        WasmComponentInstance? instance = null;
        var core = WasmInstance.Create(component.Image, options with { HostFunctions = component.Bind(imports) },
            sandbox => instance = new WasmComponentInstance(component, imports, limits, sandbox, composition), cancellationToken);
        instance!._core = core;
        instance._memory.End();
        return instance;
    }

    internal static WasmComponentInstance Create(WasmComponent component, Snapshot snapshot, ComponentImports imports, SandboxOptions options, TransferLimits limits)
    {
        var core = WasmInstance.Create(snapshot, options with { HostFunctions = component.Bind(imports) });
        return new WasmComponentInstance(component, imports, limits, core.Sandbox, composition: null) { _core = core };
    }

    /// <summary>An exported function.</summary>
    /// <param name="name"><c>ns:pkg/interface@1.0.0#function</c>, or the name alone of one that the world exports by itself.</param>
    /// <param name="signature">The type that the caller has compiled in, as text (docs/component-api.md); null not to check.</param>
    /// <exception cref="ArgumentException">There is no such function, or its type is another.</exception>
    public ComponentFunction GetFunction(string name, string? signature = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ComponentFunction? function;
        lock (_functions)
        {
            if (!_functions.TryGetValue(name, out function))
            {
                if (!Component.World.TryGetExport(name, out var type)) throw new ArgumentException($"'{Component.Image.Name}' has no exported function '{name}'.", nameof(name));
                _functions.Add(name, function = new ComponentFunction(this, type, Component.Image.GetFunction(name)));
            }
        }
        if (signature is not null && signature != function.Type.Signature)
            throw new ArgumentException($"'{Component.Image.Name}' exports '{name}' as {function.Type.Signature}, not as {signature}.", nameof(signature));
        return function;
    }

    /// <summary>Calls an exported function with values of any type; the thread waits for asynchronous host functions.</summary>
    /// <param name="function">As for <see cref="GetFunction"/>.</param>
    /// <param name="arguments">Values of its parameter types.</param>
    /// <returns>Its result; null if it has none.</returns>
    /// <inheritdoc cref="ComponentFunction.Call(ReadOnlySpan{WitValue}, CancellationToken)"/>
    public WitValue? Invoke(string function, params ReadOnlySpan<WitValue> arguments) => GetFunction(function).Call(arguments, CancellationToken.None);

    /// <inheritdoc cref="Invoke(string, ReadOnlySpan{WitValue})"/>
    public WitValue? Invoke(string function, ReadOnlySpan<WitValue> arguments, CancellationToken cancellationToken) => GetFunction(function).Call(arguments, cancellationToken);

    /// <summary>As <see cref="Invoke(string, ReadOnlySpan{WitValue})"/>, on no thread while a host function takes its time.</summary>
    /// <inheritdoc cref="Invoke(string, ReadOnlySpan{WitValue})"/>
    public ValueTask<WitValue?> InvokeAsync(string function, params ReadOnlySpan<WitValue> arguments) => GetFunction(function).CallAsync(arguments, CancellationToken.None);

    /// <summary>Calls what was read as text.</summary>
    /// <inheritdoc cref="Invoke(string, ReadOnlySpan{WitValue})"/>
    public WitValue? Invoke(WaveCall call, CancellationToken cancellationToken = default) => Invoke(call.Function.Path, call.Arguments.AsSpan(), cancellationToken);

    /// <inheritdoc cref="InvokeAsync(string, ReadOnlySpan{WitValue})"/>
    public ValueTask<WitValue?> InvokeAsync(string function, ReadOnlySpan<WitValue> arguments, CancellationToken cancellationToken) => GetFunction(function).CallAsync(arguments, cancellationToken);

    /// <summary>What the instance has of a state that <see cref="ComponentImports.AddState{T}"/> registered; made when it is first asked for.</summary>
    /// <exception cref="InvalidOperationException">No state of that type is registered.</exception>
    public T GetState<T>() where T : class
    {
        if (Composition is not null) return Composition.GetState<T>();
        if (_states.TryGetValue(typeof(T), out var state)) return (T)state;
        var created = (T)_imports.CreateState(typeof(T));
        _states.Add(typeof(T), created);
        return created;
    }

    /// <summary>
    /// Back to the state before initialisation, then initialised again; an instance from a snapshot goes back to that. Cures a poisoned instance.
    /// Objects of the host that it held, and its states, are disposed of.
    /// </summary>
    /// <exception cref="InvalidOperationException">A call of this instance is under way.</exception>
    public void Restore()
    {
        _core!.Restore();
        _memory.End();
    }

    /// <summary>On to the state of a snapshot of this or another instance of the same component. Cures a poisoned instance.</summary>
    /// <exception cref="SnapshotException">The snapshot is of another image, or was taken with other options that shape memory.</exception>
    /// <inheritdoc cref="Restore()"/>
    public void Restore(Snapshot snapshot) => _core!.Restore(snapshot);

    /// <summary>Keeps the component's memory as it is now, between two calls: other instances may start there.</summary>
    /// <exception cref="InvalidOperationException">The component has handles of the host's objects, which another instance would not have; or a call is under way.</exception>
    /// <exception cref="SandboxPoisonedException">An earlier call ended badly.</exception>
    public Snapshot TakeSnapshot() => Resources.Count == 0
        ? _core!.TakeSnapshot()
        : throw new InvalidOperationException($"The component holds handles of {Resources.Count} objects of the host, which are no part of a snapshot; take it before, or when they are dropped.");

    /// <summary>Ends the sandbox, and a call that is under way with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => Sandbox.Dispose();

    void ISandboxOwner.Restored() => Forget();

    void ISandboxOwner.Ended() => Forget();

    /// <summary>What was of the sandbox's time until now goes, as it has no part in it any more.</summary>
    private void Forget()
    {
        Epoch++;
        _invocation = null;
        _memory.End();
        lock (_dropLater) _dropLater.Clear();
        var states = _states.Values.ToArray();
        _states.Clear();
        Disposal.All([.. Resources.Clear(), .. states]);
    }
}
