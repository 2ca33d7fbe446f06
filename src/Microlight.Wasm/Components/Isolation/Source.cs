using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Isolation;

/// <summary>Where what an index of a composition means comes from, when every component has a machine of its own.</summary>
internal abstract class Source
{
    /// <summary>What an instance exports under a name.</summary>
    public virtual Source Export(string name) => throw new InvalidOperationException();
}

/// <summary>What a part exports, or the host provides.</summary>
/// <param name="part">Number of the part; <see cref="Host"/> for the host.</param>
/// <param name="path">Names joined with #: of a function, an instance or a type; empty for all that a part exports.</param>
internal sealed class Origin(int part, string path) : Source
{
    public const int Host = -1;

    public int Part { get; } = part;
    public string Path { get; } = path;
    public bool IsHost => Part == Host;
    /// <summary>The interface, empty if there is none, and the name in it.</summary>
    public string Interface => Path[..Math.Max(0, Path.LastIndexOf('#'))];
    public string Name => Path[(Path.LastIndexOf('#') + 1)..];
    public override Source Export(string name) => new Origin(Part, Path.Length == 0 ? name : $"{Path}#{name}");
}

/// <summary>An instance that is put together.</summary>
internal sealed class Bag(IReadOnlyDictionary<string, Source> exports) : Source
{
    public IReadOnlyDictionary<string, Source> Exports { get; } = exports;
    public override Source Export(string name) => Exports[name];
}

/// <summary>A component, and the composition that its outer aliases mean.</summary>
internal sealed class NestedComponent(ComponentBinary component, CompositionFrame frame, uint index) : Source
{
    public ComponentBinary Component { get; } = component;
    public CompositionFrame Frame { get; } = frame;
    /// <summary>Its index where it is defined.</summary>
    public uint Index { get; } = index;
}

/// <summary>A type of values, which is the same for everyone.</summary>
internal sealed class PlainType : Source
{
    public static readonly PlainType Instance = new();
}
