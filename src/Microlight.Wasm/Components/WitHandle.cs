using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary><c>own</c> or <c>borrow</c> of a resource.</summary>
public sealed class WitHandle : WitType
{
    internal WitHandle(ResourceType resource, bool isBorrow, int resourceId)
    {
        (Resource, IsBorrow, _resourceId) = (resource, isBorrow, resourceId);
        HasResources = true;
        HasBorrow = isBorrow;
        (Layout, Layout64, Flat) = (new MemoryLayout(4, 4), new MemoryLayout(4, 4), [FlatType.I32]);
    }

    private readonly int _resourceId;

    /// <summary>As a resource type names it.</summary>
    internal ResourceType Resource { get; }
    /// <summary>A borrowed handle, which is valid for one call.</summary>
    public bool IsBorrow { get; }
    /// <summary>The resource's label, in the interface that defines it.</summary>
    public string ResourceName => Resource.Resource.Label;
    internal override string Key => $"{(IsBorrow ? 'b' : 'w')} {_resourceId}";
    internal override WitType Replace(Func<WitType, WitType> replace) => this;
}
