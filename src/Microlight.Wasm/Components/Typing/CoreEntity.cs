using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Components.Typing;

/// <summary>What a core module imports or exports. Types have ids of the component's <see cref="TypeTable"/>; TypeId is a function's or a tag's.</summary>
internal readonly record struct CoreEntity(ExternalKind Kind)
{
    public int TypeId { get; init; }
    public TableType Table { get; init; }
    public MemoryType Memory { get; init; }
    public GlobalType Global { get; init; }

    public static CoreEntity Function(int typeId) => new(ExternalKind.Function) { TypeId = typeId };
    public static CoreEntity Tag(int typeId) => new(ExternalKind.Tag) { TypeId = typeId };
    public static CoreEntity Of(TableType table) => new(ExternalKind.Table) { Table = table };
    public static CoreEntity Of(MemoryType memory) => new(ExternalKind.Memory) { Memory = memory };
    public static CoreEntity Of(GlobalType global) => new(ExternalKind.Global) { Global = global };

    /// <summary>Why an import of type <paramref name="expected"/> cannot be served by this (spec 3.3.8 to 3.3.14); null if it can.</summary>
    public string? Mismatch(CoreEntity expected, TypeTable types)
    {
        if (Kind != expected.Kind) return $"expected {Noun(expected.Kind)}, found {Noun(Kind)}";
        switch (Kind)
        {
            case ExternalKind.Function:
                return types.IsSubtype(TypeId, expected.TypeId) ? null : $"expected func {types[expected.TypeId - 1].Composite}, found {types[TypeId - 1].Composite}";
            case ExternalKind.Table:
                if (Table.Element != expected.Table.Element) return $"expected table element type {expected.Table.Element}, found {Table.Element}";
                return Matches(Table.Limits, expected.Table.Limits) ? null : "mismatch in table limits";
            case ExternalKind.Memory:
                if (Memory.Shared != expected.Memory.Shared) return "mismatch in the shared flag of memories";
                return Matches(Memory.Limits, expected.Memory.Limits) ? null : "mismatch in memory limits";
            case ExternalKind.Global:
                if (Global.Mutable != expected.Global.Mutable) return "mismatch in the mutability of globals";
                var (actual, wanted) = (Global.Type, expected.Global.Type);
                return (Global.Mutable ? actual == wanted : types.IsSubtype(actual, wanted)) ? null : $"expected global type {wanted}, found {actual}";
            default:
                return TypeId == expected.TypeId ? null : $"expected tag {types[expected.TypeId - 1].Composite}, found {types[TypeId - 1].Composite}";
        }
    }

    private static bool Matches(Limits actual, Limits expected) =>
        actual.Is64 == expected.Is64 && actual.Minimum >= expected.Minimum && (expected.Maximum is not { } most || actual.Maximum <= most);

    private static string Noun(ExternalKind kind) => kind == ExternalKind.Function ? "func" : kind.ToString().ToLowerInvariant();
}
