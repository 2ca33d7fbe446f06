namespace Microlight.Wasm.Components;

/// <summary>
/// An instance of a component in a sandbox of its own. One call at a time, from any thread; after a call that ended badly it is unusable until
/// <see cref="Restore()"/>.
/// </summary>
public sealed class WasmComponentInstance : IDisposable
{
    private readonly ComponentImports _imports;
    private readonly Dictionary<Type, object> _states = [];
    private readonly List<(string Resource, int Representation)> _dropLater = [];
    private readonly GuestValue[] _result = new GuestValue[1];
    private readonly TransferLimits _limits;
    private WasmInstance _core = null!;
    private TransferMemory _memory = null!;
    private ComponentCall _call = null!;
    private int _isBusy;

    private WasmComponentInstance(WasmComponent component, ComponentImports imports, TransferLimits limits)
    {
        (Component, _imports, _limits) = (component, imports, limits);
        Resources = new ComponentResources(this);
    }

    /// <summary>The component it is an instance of.</summary>
    public WasmComponent Component { get; }

    /// <summary>The sandbox that it runs in.</summary>
    public Sandbox Sandbox { get; private set; } = null!;

    /// <summary>Objects of the host that it has handles of.</summary>
    public ComponentResources Resources { get; }

    /// <summary>How often it was restored: what was of an earlier time is not of this one.</summary>
    internal long Epoch { get; private set; }

    internal static WasmComponentInstance Create(WasmComponent component, ComponentImports imports, SandboxOptions options, TransferLimits limits, CancellationToken cancellationToken)
    {
        var functions = component.Bind(imports);
        var instance = new WasmComponentInstance(component, imports, limits);
        instance._core = WasmInstance.Create(component.Image, options with { HostFunctions = functions }, instance.Attach, cancellationToken);
        return instance;
    }

    /// <summary>An exported function.</summary>
    /// <param name="name"><c>ns:pkg/interface@1.0.0#function</c>, or the name alone of one that the world exports by itself.</param>
    /// <param name="signature">The type that the caller has compiled in, as text (docs/component-api.md); null not to check.</param>
    /// <exception cref="ArgumentException">There is no such function, or its type is another.</exception>
    public ComponentFunction GetFunction(string name, string? signature = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Component.World.TryGetExport(name, out var type)) throw new ArgumentException($"'{Component.Image.Name}' has no exported function '{name}'.", nameof(name));
        if (signature is not null && signature != type.Signature)
            throw new ArgumentException($"'{Component.Image.Name}' exports '{name}' as {type.Signature}, not as {signature}.", nameof(signature));
        return new ComponentFunction(this, type, Component.Image.GetFunction(name));
    }

    /// <summary>What the instance has of a state that <see cref="ComponentImports.AddState{T}"/> registered; made when it is first asked for.</summary>
    /// <exception cref="InvalidOperationException">No state of that type is registered.</exception>
    public T GetState<T>() where T : class
    {
        if (_states.TryGetValue(typeof(T), out var state)) return (T)state;
        var created = (T)_imports.CreateState(typeof(T));
        _states.Add(typeof(T), created);
        return created;
    }

    /// <summary>
    /// Back to the state before initialisation, then initialised again. Cures a poisoned instance. Resources and states that it had are disposed of.
    /// </summary>
    /// <exception cref="InvalidOperationException">A call of this instance is under way.</exception>
    public void Restore()
    {
        Enter();
        try
        {
            Forget();
            _core.Restore();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends the sandbox, and a call that is under way with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _core.Dispose();
        Forget();
    }

    internal ComponentInvocation Begin(ComponentFunction function)
    {
        Enter();
        try
        {
            _memory.Begin();
            var arguments = _memory.AllocateZeroed((int)function.Type.Arguments.Size, function.Type.Arguments.Alignment);
            return new ComponentInvocation(function, _memory, arguments);
        }
        catch
        {
            End();
            throw;
        }
    }

    internal int Run(ComponentFunction function, int arguments, CancellationToken cancellationToken)
    {
        _memory.Publish();
        _core.Call(function.Function, [arguments], _result, cancellationToken);
        return Return(function);
    }

    internal async ValueTask<int> RunAsync(ComponentFunction function, int arguments, CancellationToken cancellationToken)
    {
        _memory.Publish();
        await _core.CallAsync(function.Function, [arguments], _result, cancellationToken).ConfigureAwait(false);
        return Return(function);
    }

    internal void End()
    {
        _memory.End();
        Resources.TakeBack();
        Leave();
    }

    /// <summary>Serves a call of a host function; the result is the address of what it returns.</summary>
    internal ValueTask<int> Serve(ComponentHostFunction function, WitType? resultType, int arguments)
    {
        _memory.Resume();
        _call.Arguments = arguments;
        _call.Result = resultType is null ? 0 : _memory.AllocateZeroed((int)resultType.Layout.Size, resultType.Layout.Alignment);
        var result = _call.Result;
        var task = function(_call);
        if (!task.IsCompletedSuccessfully) return Finish(task, result);
        _memory.Publish();
        return new ValueTask<int>(result);
    }

    /// <summary>Serves a guest that has more to pass than the transfer memory holds now.</summary>
    /// <exception cref="ProtocolViolationException">It may not have as much.</exception>
    internal void GrowTransferMemory(uint size)
    {
        if (!_memory.TryReach(size)) throw new ProtocolViolationException($"The component passes more than its transfer memory may hold: it asked for {size:#,0} bytes, and has {_memory.Size:#,0}.");
    }

    internal void Drop(string resource, int representation)
    {
        if (!TryEnter()) DropLater(resource, representation);
        else
        {
            try
            {
                _core.Call(Destructor(resource), [representation], [], CancellationToken.None);
            }
            finally
            {
                Leave();
            }
        }
    }

    internal async ValueTask DropAsync(string resource, int representation)
    {
        if (!TryEnter()) DropLater(resource, representation);
        else
        {
            try
            {
                await _core.CallAsync(Destructor(resource), [representation], [], CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                Leave();
            }
        }
    }

    private void Attach(Sandbox sandbox)
    {
        Sandbox = sandbox;
        sandbox.Owner = this;
        _memory = new TransferMemory(sandbox.Memories[HostEdge.TransferMemory], _limits, bytes => sandbox.Memory.TryGrow(HostEdge.TransferMemory, (ulong)bytes) is not null);
        _call = new ComponentCall(this, _memory);
    }

    private async ValueTask<int> Finish(ValueTask task, int result)
    {
        await task.ConfigureAwait(false);
        _memory.Publish();
        return result;
    }

    private int Return(ComponentFunction function)
    {
        _memory.Resume();
        return function.Type.Result is null ? 0 : _result[0].AsInt32();
    }

    private GuestFunction Destructor(string resource) => Component.Image.GetFunction(HostEdge.Destructor(resource));

    private void DropLater(string resource, int representation)
    {
        lock (_dropLater) _dropLater.Add((resource, representation));
    }

    private void Forget()
    {
        Epoch++;
        lock (_dropLater) _dropLater.Clear();
        Resources.Clear();
        var states = _states.Values.ToArray();
        _states.Clear();
        foreach (var state in states) (state as IDisposable)?.Dispose();
    }

    private bool TryEnter() => Interlocked.CompareExchange(ref _isBusy, 1, 0) == 0;

    private void Enter()
    {
        if (!TryEnter()) throw new InvalidOperationException("The component instance is busy: it makes one call at a time.");
    }

    private void Leave() => Volatile.Write(ref _isBusy, 0);
}
