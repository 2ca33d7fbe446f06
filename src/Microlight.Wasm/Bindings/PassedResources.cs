using Microlight.Wasm.Components;

namespace Microlight.Wasm.Bindings;

/// <summary>The resources that a call of an export passes: what was lent comes back after it, what was given comes back if there is no call after all.</summary>
internal sealed class PassedResources
{
    private readonly List<int> _lent = [], _given = [];
    private readonly List<GuestResource> _returned = [];

    public ComponentInvocation? Call { get; set; }

    public int Lend(object resource)
    {
        var representation = Call!.Resources.Lend(resource);
        _lent.Add(representation);
        return representation;
    }

    public int Give(object resource)
    {
        var representation = Call!.Resources.Add(resource);
        _given.Add(representation);
        return representation;
    }

    /// <summary>Gives a component its own resource.</summary>
    public int Return(GuestResource resource)
    {
        var representation = Call!.Resources.Give(resource);
        _returned.Add(resource);
        return representation;
    }

    /// <summary>The call is over, or an argument could not be written.</summary>
    public void End()
    {
        foreach (var representation in _lent) Call!.Resources.TakeBack(representation);
        if (!Call!.IsInvoked)
        {
            foreach (var representation in _given) Call.Resources.Take<object>(representation);
            foreach (var resource in _returned) resource.TakeBack();
        }
        _lent.Clear();
        _given.Clear();
        _returned.Clear();
        Call = null;
    }
}
