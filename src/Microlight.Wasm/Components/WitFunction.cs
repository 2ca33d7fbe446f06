using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A function that a world imports or exports.</summary>
public sealed class WitFunction
{
    internal WitFunction(string path, string name, FuncType type)
    {
        (Path, Name, Type) = (path, name, type);
        Parameters = ImmutableCollectionsMarshal.AsImmutableArray(type.Parameters);
        Arguments = MemoryLayout.Record(Array.ConvertAll(type.Parameters, p => p.Type), is64: false);
    }

    /// <summary>Its name in its interface: <c>now</c>, <c>[method]input-stream.read</c>, <c>[static]fields.from-list</c>, <c>[constructor]fields</c>.</summary>
    public string Name { get; }

    /// <summary><c>interface#name</c>, or the name alone if it is the world's own.</summary>
    public string Path { get; }

    /// <summary>Name and type of each parameter; of a method the first is <c>self</c>.</summary>
    public ImmutableArray<WitField> Parameters { get; }

    /// <summary>Type of the result; null if there is none.</summary>
    public WitType? Result => Type.Result;

    /// <summary>Its type as text (docs/component-api.md, types as text).</summary>
    public string Signature => field ??= TypeText.Of(Type);

    internal FuncType Type { get; }

    /// <summary>Where the parameters lie, as a record of them.</summary>
    internal MemoryLayout Arguments { get; }

    /// <summary>Its path and type.</summary>
    public override string ToString() => $"{Path}: {Signature}";
}
