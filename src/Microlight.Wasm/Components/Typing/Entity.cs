using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// What is imported or exported: a module, function, component or instance of a type, or a type. Of a type, Type is the one under its new name,
/// Referenced what it is equal to; the same object where the name introduces a resource.
/// </summary>
internal readonly record struct Entity(Sort Sort, DefType Type, DefType Referenced)
{
    public Entity(Sort sort, DefType type) : this(sort, type, type) { }

    public string Noun => Sort == Sort.Type ? "type" : Type.Noun;

    /// <summary>Size, depth and whether there are resources, of something that has these imports or exports.</summary>
    public static (int Size, int Depth, bool HasResources) Measure(OrderedDictionary<string, Entity> entities)
    {
        var (size, depth, resources) = (1, 1, false);
        foreach (var (_, entity) in entities)
        {
            size = Math.Min(size + entity.Type.Size, ComponentLimits.TypeSize + 1);
            depth = Math.Max(depth, entity.Type.Depth + 1);
            resources |= entity.Type.HasResources;
        }
        return (size, depth, resources);
    }
}
