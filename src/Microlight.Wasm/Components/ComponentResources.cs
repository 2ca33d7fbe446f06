namespace Microlight.Wasm.Components;

/// <summary>
/// The resources that cross between host and one component instance. A handle of a host's resource is, at the host's edge, its <em>representation</em>: a
/// number for an object in this table. The guest cannot forge handles in its own tables; numbers are checked here all the same, each time.
/// </summary>
public sealed class ComponentResources
{
    /// <summary>Most objects of the host that one instance may hold handles of.</summary>
    public const int Maximum = 1_000_000;

    private readonly WasmComponentInstance _instance;
    private readonly List<Entry> _objects = [default];
    private readonly Stack<int> _free = [];
    /// <summary>What the call of an export passes: its borrowed handles until it ends, what it gives away until it is made.</summary>
    private readonly List<int> _lent = [], _given = [];
    private readonly List<GuestResource> _returned = [];
    private bool _isPrepared;

    /// <param name="IsLent">The guest has it for one call and can neither drop it nor give it away.</param>
    private readonly record struct Entry(object? Resource, bool IsLent);

    internal ComponentResources(WasmComponentInstance instance) => _instance = instance;

    /// <summary>Objects of the host that the guest holds handles of.</summary>
    public int Count => _objects.Count - 1 - _free.Count;

    /// <summary>Adds an object of the host, to be given to the guest as an owned handle.</summary>
    /// <returns>What stands for it in <see cref="TransferMemory"/>, where an <c>own</c> or <c>borrow</c> lies: at least 1.</returns>
    /// <exception cref="ProtocolViolationException">The guest holds <see cref="Maximum"/> already.</exception>
    public int Add(object resource)
    {
        var representation = Add(resource, isLent: false);
        if (_isPrepared) _given.Add(representation);
        return representation;
    }

    /// <summary>The object that a borrowed handle of the guest stands for.</summary>
    /// <exception cref="ProtocolViolationException">There is none, or it is no <typeparamref name="T"/>.</exception>
    public T Get<T>(int representation) where T : class => Find(representation).Resource as T
        ?? throw Violation($"The component passed a handle that is not of a {typeof(T).Name}.");

    /// <summary>The object that an owned handle of the guest stands for; the guest has it no longer, and it is the host's again.</summary>
    /// <exception cref="ProtocolViolationException">There is none, or it is no <typeparamref name="T"/>.</exception>
    public T Take<T>(int representation) where T : class
    {
        var resource = Get<T>(representation);
        if (_objects[representation].IsLent) throw Violation($"The component gave away a {typeof(T).Name} that it was lent.");
        Remove(representation);
        return resource;
    }

    /// <summary>
    /// What an owned handle of a guest's resource is for the host, as a result of an export or as an argument of a host function.
    /// </summary>
    /// <param name="resource">Which resource: <c>interface#name</c>, or its name alone if the world exports it by itself.</param>
    /// <param name="representation">The number in <see cref="TransferMemory"/>, where the <c>own</c> lies.</param>
    public GuestResource Receive(string resource, int representation) => new(_instance, resource, representation);

    /// <summary>Gives a guest's resource back to its guest, as an <c>own</c> parameter or result.</summary>
    /// <returns>The number to write where the <c>own</c> lies. The object is no longer usable.</returns>
    /// <exception cref="ArgumentException">It is of another instance.</exception>
    /// <exception cref="ObjectDisposedException">It was dropped or given back, or the instance was restored since.</exception>
    public int Give(GuestResource resource)
    {
        var representation = Own(resource).Give();
        if (_isPrepared) _returned.Add(resource);
        return representation;
    }

    /// <summary>Gives another component's resource to the guest, as an <c>own</c> parameter or result: one of the host's for it.</summary>
    /// <returns>The number to write where the <c>own</c> lies. The object is no longer usable.</returns>
    /// <exception cref="ObjectDisposedException">It was dropped or given back, or the instance was restored since.</exception>
    internal int Move(GuestResource resource)
    {
        var representation = Add(resource.Move());
        if (_isPrepared) _returned.Add(resource);
        return representation;
    }

    /// <summary>Lends a guest's resource to its guest for one call, as a <c>borrow</c> parameter.</summary>
    /// <returns>The number to write where the <c>borrow</c> lies.</returns>
    /// <inheritdoc cref="Give"/>
    public int Lend(GuestResource resource) => Own(resource).Representation;

    /// <summary>
    /// Lends an object of the host to the guest for the call of an export that is being prepared, as a <c>borrow</c> parameter. When the call is over,
    /// it is the host's again.
    /// </summary>
    /// <returns>The number to write where the <c>borrow</c> lies.</returns>
    /// <inheritdoc cref="Add(object)"/>
    public int Lend(object resource)
    {
        var representation = Add(resource, isLent: true);
        _lent.Add(representation);
        return representation;
    }

    /// <summary>The guest dropped its owned handle.</summary>
    internal ValueTask DropAsync(int representation)
    {
        var resource = Take<object>(representation);
        if (resource is GuestResource other) return other.Instance.Composition is { } composition && composition == _instance.Composition ? composition.DropAsync(other) : other.DisposeAsync();
        (resource as IDisposable)?.Dispose();
        return default;
    }

    /// <summary>A call of an export is being prepared.</summary>
    internal void Prepare() => _isPrepared = true;

    /// <summary>The call is made: what was given away is the guest's.</summary>
    internal void Pass()
    {
        _isPrepared = false;
        _given.Clear();
        _returned.Clear();
    }

    /// <summary>The call is over: what was lent is the host's again; if there was none, so is what was given away.</summary>
    internal void TakeBack()
    {
        foreach (var representation in _lent) Remove(representation);
        foreach (var representation in _given) Remove(representation);
        foreach (var resource in _returned) resource.TakeBack();
        _lent.Clear();
        Pass();
    }

    /// <summary>The guest holds nothing any more.</summary>
    /// <returns>What it had owned handles of.</returns>
    internal List<object> Clear()
    {
        TakeBack();
        List<object> owned = [.. _objects.Where(o => o.Resource is not null).Select(o => o.Resource!)];
        _objects.RemoveRange(1, _objects.Count - 1);
        _free.Clear();
        return owned;
    }

    private int Add(object resource, bool isLent)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (_free.TryPop(out var free))
        {
            _objects[free] = new Entry(resource, isLent);
            return free;
        }
        if (_objects.Count > Maximum) throw Violation($"The component holds more than {Maximum:#,0} resources of the host.");
        _objects.Add(new Entry(resource, isLent));
        return _objects.Count - 1;
    }

    private Entry Find(int representation) => (uint)representation < (uint)_objects.Count ? _objects[representation] : default;

    private void Remove(int representation)
    {
        _objects[representation] = default;
        _free.Push(representation);
    }

    private ProtocolViolationException Violation(string message)
    {
        // Null in tests of the table alone.
        _instance?.Sandbox.Poison();
        return new ProtocolViolationException(message);
    }

    private GuestResource Own(GuestResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.Instance == _instance ? resource : throw new ArgumentException("The resource is of another component instance.", nameof(resource));
    }
}
