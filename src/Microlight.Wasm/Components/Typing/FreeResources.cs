namespace Microlight.Wasm.Components.Typing;

/// <summary>Collects the resources that types refer to without binding them: they are somebody else's.</summary>
internal sealed class FreeResources(WitTypes types, int offset)
{
    private readonly HashSet<DefType> _seen = new(ReferenceEqualityComparer.Instance);

    public HashSet<Resource> Found { get; } = new(ReferenceEqualityComparer.Instance);

    public static HashSet<Resource> Of(OrderedDictionary<string, Entity> entities, WitTypes types, int offset)
    {
        var free = new FreeResources(types, offset);
        free.Add(entities);
        return free.Found;
    }

    public void Add(DefType type)
    {
        if (!type.HasResources || !_seen.Add(type)) return;
        types.Spend(1, offset);
        switch (type)
        {
            case ResourceType resource: Found.Add(resource.Resource); break;
            case WitHandle handle: Found.Add(handle.Resource.Resource); break;
            case WitType wit:
                foreach (var part in wit.Parts) Add(part);
                break;
            case FuncType function:
                foreach (var (_, parameter) in function.Parameters) Add(parameter);
                if (function.Result is not null) Add(function.Result);
                break;
            case InstanceType instance:
                Add(instance.Exports);
                // What a type binds is its own: no type outside of it can name it.
                foreach (var resource in instance.Abstract) Found.Remove(resource);
                break;
            case ComponentType component:
                Add(component.Imports);
                Add(component.Exports);
                foreach (var (resource, _) in component.Imported) Found.Remove(resource);
                foreach (var (resource, _) in component.Defined) Found.Remove(resource);
                break;
        }
    }

    private void Add(OrderedDictionary<string, Entity> entities)
    {
        types.Spend(entities.Count, offset);
        foreach (var (_, entity) in entities) Add(entity.Type);
    }
}
