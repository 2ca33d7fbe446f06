using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A record: fields with names.</summary>
public sealed class WitRecord : WitType
{
    internal WitRecord(WitField[] fields) : base(Array.ConvertAll(fields, f => f.Type))
    {
        Fields = ImmutableCollectionsMarshal.AsImmutableArray(fields);
        (Layout, Layout64, Flat) = (MemoryLayout.Record(Parts, false), MemoryLayout.Record(Parts, true), FlatTypes.Record(Parts));
    }

    /// <summary>At least one.</summary>
    public ImmutableArray<WitField> Fields { get; }
    internal override string Key => "r" + string.Concat(Fields.Select(f => $" {f.Name}:{f.Type.Id}"));
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitRecord([.. Fields.Select(f => new WitField(f.Name, replace(f.Type)))]);
}
