namespace Microlight.Wasm.Components;

/// <summary>
/// A resource that a component implements and the host owns. Disposing of it runs the component's destructor; so does nothing else, except that
/// a restore or the end of the instance takes the resource with it.
/// </summary>
public sealed class GuestResource : IDisposable, IAsyncDisposable
{
    private readonly int _representation;
    private readonly long _epoch;
    private bool _isGone;

    internal GuestResource(WasmComponentInstance instance, string resource, int representation) =>
        (Instance, Resource, _representation, _epoch) = (instance, resource, representation, instance.Epoch);

    /// <summary>The instance that implements it.</summary>
    public WasmComponentInstance Instance { get; }

    /// <summary>Which resource it is: <c>interface#name</c>, or its name alone.</summary>
    public string Resource { get; }

    /// <summary>What its component knows it by.</summary>
    /// <exception cref="ObjectDisposedException">It was dropped or given back, or the instance was restored since.</exception>
    internal int Representation
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isGone || _epoch != Instance.Epoch, this);
            return _representation;
        }
    }

    /// <summary>It was given for a call that did not happen.</summary>
    internal void TakeBack() => _isGone = false;

    internal int Give()
    {
        var representation = Representation;
        _isGone = true;
        return representation;
    }

    /// <summary>Gives it away to somebody who is not its component: this object is no longer usable, the new one is.</summary>
    /// <exception cref="ObjectDisposedException">It was dropped or given back, or the instance was restored since.</exception>
    internal GuestResource Move() => new(Instance, Resource, Give());

    /// <exception cref="ObjectDisposedException">It was dropped or given back, or the instance was restored since.</exception>
    internal GuestResource Valid()
    {
        _ = Representation;
        return this;
    }

    /// <summary>
    /// Drops it, which runs the component's destructor: at once, or before the next call if one is under way. Does nothing if it is gone already.
    /// </summary>
    /// <exception cref="SandboxException">The destructor ended badly; the subclass says how.</exception>
    public void Dispose()
    {
        if (TryTake(out var representation)) Instance.Drop(Resource, representation);
    }

    /// <summary>As <see cref="Dispose"/>, asynchronously: a destructor may call host functions.</summary>
    public ValueTask DisposeAsync() => TryTake(out var representation) ? Instance.DropAsync(Resource, representation, isOutermost: true) : default;

    /// <summary>As <see cref="DisposeAsync"/>, for another component of the same composition, whose call is under way.</summary>
    internal ValueTask DropAsync() => TryTake(out var representation) ? Instance.DropAsync(Resource, representation, isOutermost: false) : default;

    private bool TryTake(out int representation)
    {
        representation = _representation;
        if (_isGone || _epoch != Instance.Epoch) return false;
        _isGone = true;
        return true;
    }
}
