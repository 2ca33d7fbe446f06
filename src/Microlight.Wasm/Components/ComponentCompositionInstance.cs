using Microlight.Wasm.Components.Isolation;

namespace Microlight.Wasm.Components;

/// <summary>
/// An instance of a composition, each component in a sandbox of its own. One call at a time, from any thread; components whose call ended badly, and
/// those that called them, are unusable until <see cref="Restore"/>.
/// </summary>
public sealed class ComponentCompositionInstance : IComponentInstance
{
    private readonly ComponentImports _imports;
    private readonly List<WasmComponentInstance> _parts = [];
    private readonly Dictionary<Type, object> _states = [];
    private readonly Dictionary<(int Part, string Path), ComponentFunction> _nested = [];
    /// <summary>Who has the instance: a call from outside, from its beginning to its end, or a destructor.</summary>
    private object? _invocation;

    private ComponentCompositionInstance(ComponentComposition composition, ComponentImports imports) => (Composition, _imports) = (composition, imports);

    /// <summary>The composition it is an instance of.</summary>
    public ComponentComposition Composition { get; }

    /// <inheritdoc/>
    public WitWorld World => Composition.World;

    /// <summary>The instances of its components, in the order in which they were made, and what messages call them.</summary>
    public IReadOnlyList<(string Name, WasmComponentInstance Instance)> Parts => [.. _parts.Select((p, i) => (Composition.Parts[i].Name, p))];

    internal static ComponentCompositionInstance Create(ComponentComposition composition, ComponentImports imports, Func<string, SandboxOptions> options, TransferLimits limits, CancellationToken cancellationToken)
    {
        var bound = composition.Bind(imports);
        var instance = new ComponentCompositionInstance(composition, imports);
        try
        {
            for (var i = 0; i < bound.Length; i++)
            {
                var part = i;
                instance.Initialize(part, () => instance._parts.Add(
                    WasmComponentInstance.Create(composition.Components[part], bound[part], options(composition.Parts[part].Name), limits, cancellationToken, instance)));
            }
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The function is that of the component which exports it, and so is <see cref="ComponentFunction.Type"/>.</remarks>
    /// <exception cref="ArgumentException">
    /// There is no such function, or its type is another; or it passes resources of another component of the composition, which takes a call with values.
    /// </exception>
    public ComponentFunction GetFunction(string name, string? signature = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!World.TryGetExport(name, out var type) || !Composition.TryGetExport(name, out var origin))
            throw new ArgumentException($"'{Composition.Name}' has no exported function '{name}'.", nameof(name));
        var function = _parts[origin.Part].GetFunction(origin.Path);
        if (signature is null) return function;
        if (signature != type.Signature) throw new ArgumentException($"'{Composition.Name}' exports '{name}' as {type.Signature}, not as {signature}.", nameof(signature));
        // Who has the type compiled in takes a resource to be of whom the world says.
        if (!Handles(type).SequenceEqual(Handles(function.Type)))
            throw new ArgumentException($"'{name}' passes resources that another component of '{Composition.Name}' has; in a composition it is called with values.", nameof(name));
        return function;
    }

    /// <summary>Calls an exported function with values of any type; the thread waits for asynchronous host functions.</summary>
    /// <param name="function">As for <see cref="GetFunction"/>.</param>
    /// <param name="arguments">Values of its parameter types.</param>
    /// <returns>Its result; null if it has none.</returns>
    /// <exception cref="HostFunctionException">Another component that it called failed; the inner exception is a <see cref="ComponentFailedException"/>. Or a host function failed.</exception>
    /// <inheritdoc cref="ComponentFunction.Call(ReadOnlySpan{WitValue}, CancellationToken)"/>
    public WitValue? Invoke(string function, params ReadOnlySpan<WitValue> arguments) => GetFunction(function).Call(arguments, CancellationToken.None);

    /// <inheritdoc cref="Invoke(string, ReadOnlySpan{WitValue})"/>
    public WitValue? Invoke(string function, ReadOnlySpan<WitValue> arguments, CancellationToken cancellationToken) => GetFunction(function).Call(arguments, cancellationToken);

    /// <summary>As <see cref="Invoke(string, ReadOnlySpan{WitValue})"/>, on no thread while a host function takes its time.</summary>
    /// <inheritdoc cref="Invoke(string, ReadOnlySpan{WitValue})"/>
    public ValueTask<WitValue?> InvokeAsync(string function, params ReadOnlySpan<WitValue> arguments) => GetFunction(function).CallAsync(arguments, CancellationToken.None);

    /// <inheritdoc cref="InvokeAsync(string, ReadOnlySpan{WitValue})"/>
    public ValueTask<WitValue?> InvokeAsync(string function, ReadOnlySpan<WitValue> arguments, CancellationToken cancellationToken) => GetFunction(function).CallAsync(arguments, cancellationToken);

    /// <summary>
    /// All components back to the state before their initialisation, then initialised again. Objects of the host that they held, and the states,
    /// are disposed of.
    /// </summary>
    /// <exception cref="InvalidOperationException">A call of this instance is under way.</exception>
    /// <exception cref="ComponentFailedException">The initialisation of a component ended badly.</exception>
    public void Restore()
    {
        if (_parts.Any(p => p.Sandbox.IsBusy)) throw new InvalidOperationException("The composition is busy: it makes one call at a time.");
        // A call that was prepared and never made is over.
        Volatile.Write(ref _invocation, this);
        try
        {
            // First those that others have resources of: what is no more has no destructor to run.
            ForgetStates();
            for (var i = 0; i < _parts.Count; i++) Initialize(i, _parts[i].Restore);
        }
        finally
        {
            Volatile.Write(ref _invocation, null);
        }
    }

    /// <summary>Ends all sandboxes, and a call that is under way with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
        ForgetStates();
    }

    internal bool TryEnter(object invocation) => Interlocked.CompareExchange(ref _invocation, invocation, null) is null;

    internal void Leave(object invocation) => Interlocked.CompareExchange(ref _invocation, null, invocation);

    /// <summary>What the host's functions keep, once for all components, as if they were one.</summary>
    internal T GetState<T>() where T : class
    {
        if (_states.TryGetValue(typeof(T), out var state)) return (T)state;
        var created = (T)_imports.CreateState(typeof(T));
        _states.Add(typeof(T), created);
        return created;
    }

    /// <summary>Serves one component's call of another.</summary>
    internal async ValueTask<WitValue?> CallAsync(ComponentCall call, Origin callee, WitValue[] arguments)
    {
        var function = Nested(callee);
        ValueTask<WitValue?> task;
        try
        {
            task = function.CallAsync(arguments, call.CancellationToken);
        }
        catch (ArgumentException exception)
        {
            // Types were compared when the composition was validated: only a handle can be another's.
            throw new ProtocolViolationException($"A component called '{function.Type.Path}' of '{Composition.Parts[callee.Part].Name}' with what is no value of its type. {exception.Message}");
        }
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (SandboxException exception)
        {
            throw Failure(callee.Part, exception);
        }
    }

    /// <summary>Drops a resource of one component that another one owned.</summary>
    internal async ValueTask DropAsync(GuestResource resource)
    {
        try
        {
            await resource.DropAsync().ConfigureAwait(false);
        }
        catch (SandboxException exception)
        {
            throw Failure(_parts.IndexOf(resource.Instance), exception);
        }
    }

    private ComponentFunction Nested(Origin origin)
    {
        if (_nested.TryGetValue((origin.Part, origin.Path), out var function)) return function;
        var found = _parts[origin.Part].GetFunction(origin.Path);
        _nested.Add((origin.Part, origin.Path), function = new ComponentFunction(found.Instance, found.Type, found.Function) { IsNested = true });
        return function;
    }

    private void Initialize(int part, Action initialize)
    {
        try
        {
            initialize();
        }
        catch (SandboxException exception) when (exception.SandboxId is not null)
        {
            throw Failure(part, exception);
        }
    }

    /// <summary>How the call of a component ends that called one which ended so: an exit is the whole composition's, a failure that of the innermost.</summary>
    private SandboxException Failure(int part, SandboxException exception) => exception switch
    {
        GuestExitException exit => new GuestExitException(exit.ExitCode),
        CapabilityDeniedException denied => new CapabilityDeniedException(denied.Capability),
        HostFunctionException { InnerException: ComponentFailedException inner } => inner,
        _ => new ComponentFailedException(Composition.Parts[part].Name, exception),
    };

    private void ForgetStates()
    {
        var states = _states.Values.ToArray();
        _states.Clear();
        Disposal.All(states);
    }

    /// <summary>Which resources a function passes, in order, and whether its component imports them.</summary>
    private static IEnumerable<(bool, string)> Handles(WitFunction function) =>
        function.Parameters.Select(p => p.Type).Append(function.Result).SelectMany(t => t is null ? [] : Handles(t));

    private static IEnumerable<(bool, string)> Handles(WitType type) => type switch
    {
        { HasResources: false } => [],
        WitHandle handle => [(handle.Resource.Resource.IsHost, handle.Resource.Resource.Path!)],
        _ => type.Parts.SelectMany(Handles),
    };
}
