namespace Microlight.Wasm.Components.Format;

/// <summary>What a definition defines: one index space each (Explainer.md, index spaces). The core sorts have the binary format's numbers.</summary>
internal enum Sort : byte
{
    CoreFunction = 0x00, CoreTable = 0x01, CoreMemory = 0x02, CoreGlobal = 0x03, CoreTag = 0x04, CoreType = 0x10, CoreModule = 0x11, CoreInstance = 0x12,
    Function = 0x81, Value = 0x82, Type = 0x83, Component = 0x84, Instance = 0x85,
}

/// <summary>A definition by its place in the index space of its sort.</summary>
internal readonly record struct SortIndex(Sort Sort, uint Index);

/// <summary>Sorts in messages.</summary>
internal static class SortNames
{
    /// <summary>As the text format writes it: <c>core func</c>, <c>instance</c>.</summary>
    public static string Name(this Sort sort) => sort switch
    {
        Sort.CoreFunction => "core func",
        Sort.CoreTable => "core table",
        Sort.CoreMemory => "core memory",
        Sort.CoreGlobal => "core global",
        Sort.CoreTag => "core tag",
        Sort.CoreType => "core type",
        Sort.CoreModule => "core module",
        Sort.CoreInstance => "core instance",
        Sort.Function => "func",
        _ => sort.ToString().ToLowerInvariant(),
    };
}
