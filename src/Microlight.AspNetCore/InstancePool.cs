using System.Collections.Concurrent;
using Microlight.Wasm.Components;

namespace Microlight.AspNetCore;

/// <summary>
/// The instances of one component. They start from a snapshot that is taken behind the component's initialisation, so that a new one and a
/// restored one cost pages and no code. How many there are at once is their users' to limit.
/// </summary>
internal sealed class InstancePool : IDisposable
{
    private readonly WasmComponent _component;
    private readonly ComponentImports _imports;
    private readonly SandboxOptions _options;
    private readonly InstancePolicy _policy;
    private readonly Snapshot? _snapshot;
    private readonly ConcurrentStack<WasmComponentInstance> _idle = [];
    private long _created, _restored;
    private int _instances;
    private volatile bool _isDisposed;

    /// <exception cref="ImportException">The component imports what it is not given.</exception>
    /// <exception cref="SandboxException">Its initialisation ended badly.</exception>
    public InstancePool(WasmComponent component, ComponentImports imports, SandboxOptions options, InstancePolicy policy)
    {
        (_component, _imports, _options, _policy) = (component, imports, options, policy);
        var first = component.Instantiate(imports, options);
        try
        {
            // With handles of the host's objects an instance is more than its memory: others then begin with their own initialisation.
            if (first.Resources.Count == 0) _snapshot = first.TakeSnapshot();
        }
        catch
        {
            first.Dispose();
            throw;
        }
        Interlocked.Increment(ref _created);
        Interlocked.Increment(ref _instances);
        // What it restores itself to is the state before its initialisation.
        if (policy != InstancePolicy.Restore || _snapshot is null) Put(first);
        else End(first);
    }

    public long Created => Volatile.Read(ref _created);
    public long Restored => Volatile.Read(ref _restored);
    public int Instances => Volatile.Read(ref _instances);

    /// <summary>An instance that nobody else has.</summary>
    public WasmComponentInstance Rent()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_idle.TryPop(out var idle)) return idle;
        Interlocked.Increment(ref _created);
        Interlocked.Increment(ref _instances);
        try
        {
            return _snapshot is { } snapshot ? _component.Instantiate(snapshot, _imports, _options) : _component.Instantiate(_imports, _options);
        }
        catch
        {
            Interlocked.Decrement(ref _instances);
            throw;
        }
    }

    /// <summary>The request is over. Does what the policy says; an instance that failed is never used as it is.</summary>
    public void Return(WasmComponentInstance instance, bool hasFailed)
    {
        if (_isDisposed || _policy == InstancePolicy.New) End(instance);
        else if (_policy == InstancePolicy.Reuse && !hasFailed) Put(instance);
        else Restore(instance);
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryPop(out var instance)) End(instance);
        _snapshot?.Dispose();
    }

    private void Restore(WasmComponentInstance instance)
    {
        try
        {
            if (_snapshot is { } snapshot) instance.Restore(snapshot);
            else instance.Restore();
        }
        catch (SandboxException)
        {
            // Its place is free: the next request gets a new one, or hears why there is none.
            End(instance);
            return;
        }
        catch (InvalidOperationException)
        {
            // A host function that did not stop in time still has it.
            End(instance);
            return;
        }
        Interlocked.Increment(ref _restored);
        Put(instance);
    }

    private void Put(WasmComponentInstance instance)
    {
        _idle.Push(instance);
        if (_isDisposed && _idle.TryPop(out var late)) End(late);
    }

    private void End(WasmComponentInstance instance)
    {
        instance.Dispose();
        Interlocked.Decrement(ref _instances);
    }
}
