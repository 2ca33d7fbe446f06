using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// Puts other resources, or other types altogether, in the place of some: what instantiation does with the resources that a component imports
/// and defines (Explainer.md, type checking). A type in which nothing is replaced stays the same object.
/// </summary>
internal sealed class Substitution(WitTypes types, int offset)
{
    private readonly Dictionary<DefType, DefType> _known = new(ReferenceEqualityComparer.Instance);
    private bool _renames;

    public Dictionary<Resource, Resource> Resources { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Every use of the one name becomes a use of the other.</summary>
    public void Rename(DefType from, DefType to)
    {
        _known[from] = to;
        _renames = true;
    }

    /// <summary>Forgets what has been replaced so far, because <see cref="Resources"/> or names have been added.</summary>
    public void Forget()
    {
        _known.Clear();
        _renames = false;
    }

    public Entity Apply(Entity entity)
    {
        if (entity.Sort == Sort.CoreModule) return entity;
        var type = Apply(entity.Type);
        return new Entity(entity.Sort, type, ReferenceEquals(entity.Referenced, entity.Type) ? type : Apply(entity.Referenced));
    }

    public Resource Apply(Resource resource) => Resources.GetValueOrDefault(resource, resource);

    public DefType Apply(DefType type)
    {
        if (!type.HasResources && !_renames) return type;
        if (_known.TryGetValue(type, out var known)) return known;
        types.Spend(1, offset);
        var result = type switch
        {
            ResourceType resource => Resources.TryGetValue(resource.Resource, out var other) ? new ResourceType(other) : type,
            WitType wit => Replace(wit),
            FuncType function => Replace(function),
            InstanceType instance => Replace(instance),
            ComponentType component => Replace(component),
            _ => type,
        };
        _known[type] = result;
        return result;
    }

    public Dictionary<Resource, int[]> Apply(Dictionary<Resource, int[]> paths) => Apply(paths, out _);

    private WitType Replace(WitType type)
    {
        if (type is WitHandle handle)
        {
            var resource = (ResourceType)Apply(handle.Resource);
            return ReferenceEquals(resource, handle.Resource) ? type : types.Handle(resource, handle.IsBorrow, offset);
        }
        var changed = false;
        var result = type.Replace(part =>
        {
            var other = (WitType)Apply(part);
            changed |= !ReferenceEquals(other, part);
            return other;
        });
        return changed ? types.Add(result, offset) : type;
    }

    private FuncType Replace(FuncType type)
    {
        var parameters = Array.ConvertAll(type.Parameters, p => new WitField(p.Name, (WitType)Apply(p.Type)));
        var result = type.Result is null ? null : (WitType)Apply(type.Result);
        var same = ReferenceEquals(result, type.Result);
        for (var i = 0; i < parameters.Length; i++) same &= ReferenceEquals(parameters[i].Type, type.Parameters[i].Type);
        return same ? type : new FuncType(parameters, result, type.IsAsync);
    }

    private InstanceType Replace(InstanceType type)
    {
        var exports = Apply(type.Exports, out var changed);
        var abstracts = type.Abstract.Select(Apply).ToArray();
        changed |= !abstracts.SequenceEqual(type.Abstract);
        var exported = Apply(type.Exported, out var moved);
        return changed || moved ? new InstanceType(exports, abstracts, exported) : type;
    }

    private ComponentType Replace(ComponentType type)
    {
        var imports = Apply(type.Imports, out var importsChanged);
        var exports = Apply(type.Exports, out var exportsChanged);
        var exported = Apply(type.Exported, out var moved);
        if (!importsChanged && !exportsChanged && !moved) return type;
        return new ComponentType(imports, exports, Array.ConvertAll(type.Imported, r => (Apply(r.Resource), r.Path)), Array.ConvertAll(type.Defined, r => (Apply(r.Resource), r.Path)), exported);
    }

    public OrderedDictionary<string, Entity> Apply(OrderedDictionary<string, Entity> entities) => Apply(entities, out _);

    private OrderedDictionary<string, Entity> Apply(OrderedDictionary<string, Entity> entities, out bool changed)
    {
        changed = false;
        types.Spend(entities.Count, offset);
        var result = new OrderedDictionary<string, Entity>(entities.Count, StringComparer.Ordinal);
        foreach (var (name, entity) in entities)
        {
            var other = Apply(entity);
            changed |= !ReferenceEquals(other.Type, entity.Type) || !ReferenceEquals(other.Referenced, entity.Referenced);
            result.Add(name, other);
        }
        return result;
    }

    private Dictionary<Resource, int[]> Apply(Dictionary<Resource, int[]> paths, out bool changed)
    {
        changed = false;
        types.Spend(paths.Count, offset);
        var result = new Dictionary<Resource, int[]>(paths.Count, ReferenceEqualityComparer.Instance);
        foreach (var (resource, path) in paths)
        {
            var other = Apply(resource);
            changed |= !ReferenceEquals(other, resource);
            result[other] = path;
        }
        return result;
    }
}
