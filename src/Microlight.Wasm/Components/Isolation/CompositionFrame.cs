using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Isolation;

/// <summary>One composition while it is taken apart: its index spaces, and what it exports.</summary>
internal sealed class CompositionFrame(CompositionFrame? outer, IReadOnlyDictionary<string, Source> arguments, ComponentNames names)
{
    private readonly Dictionary<Sort, List<Source>> _spaces = [];

    public CompositionFrame? Outer { get; } = outer;
    public IReadOnlyDictionary<string, Source> Arguments { get; } = arguments;
    public ComponentNames Names { get; } = names;
    public Dictionary<string, Source> Exports { get; } = new(StringComparer.Ordinal);

    public List<Source> Space(Sort sort)
    {
        if (!_spaces.TryGetValue(sort, out var space)) _spaces.Add(sort, space = []);
        return space;
    }

    public Source this[SortIndex item] => Space(item.Sort)[(int)item.Index];
}
