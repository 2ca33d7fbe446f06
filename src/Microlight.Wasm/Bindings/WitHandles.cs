using System.ComponentModel;
using Microlight.Wasm.Components;

namespace Microlight.Wasm.Bindings;

/// <summary>
/// Converts between handles and objects during one call. Objects of the host have a number in the instance's table; resources of the component itself,
/// which only its exports pass, are objects of generated classes.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct WitHandles
{
    private readonly ComponentResources _resources;
    private readonly WitExports? _exports;

    /// <summary>For a call of an import.</summary>
    public WitHandles(ComponentResources resources) => _resources = resources;

    internal WitHandles(ComponentResources resources, WitExports exports) => (_resources, _exports) = (resources, exports);

    /// <summary>The object of an owned handle; the component has it no longer.</summary>
    /// <exception cref="ProtocolViolationException">It is no handle of that resource.</exception>
    public T Take<T>(int representation) where T : class => _exports?.Find<T>() is { } resource ? resource.Wrap(_resources.Receive(resource.Path, representation)) : _resources.Take<T>(representation);

    /// <summary>The object of a borrowed handle.</summary>
    /// <exception cref="ProtocolViolationException">It is no handle of that resource.</exception>
    public T Get<T>(int representation) where T : class => _resources.Get<T>(representation);

    /// <summary>The number to pass for an owned handle; the object is the component's.</summary>
    /// <exception cref="ArgumentException">The resource is of another instance, or of the host where it has to be the component's.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed of or handed over before.</exception>
    public int Give<T>(T resource) where T : class
    {
        ArgumentNullException.ThrowIfNull(resource);
        return _exports?.Find<T>() is null ? _resources.Add(resource) : _resources.Give(WitExports.Of<IWitGuestResource>(resource).Handle);
    }

    /// <summary>The number to pass for a borrowed handle, good for this call.</summary>
    /// <inheritdoc cref="Give"/>
    public int Lend<T>(T resource) where T : class
    {
        ArgumentNullException.ThrowIfNull(resource);
        return _exports?.Find<T>() is null ? _resources.Lend(resource) : _resources.Lend(WitExports.Of<IWitGuestResource>(resource).Handle);
    }
}
