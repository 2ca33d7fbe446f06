namespace Microlight.Wasm.Compilation;

/// <summary>An export of an instance. Function is the guest function to call: the export itself, or the getter of a global's value.</summary>
internal sealed record ManifestExport
{
    public required int Instance { get; init; }
    public required string Name { get; init; }
    /// <summary>function, table, memory, global or tag.</summary>
    public required string Kind { get; init; }
    /// <summary>Name of the guest function in .microlight.functions; null for memories and tables.</summary>
    public string? Function { get; init; }
    /// <summary>Memories: number of the memory region.</summary>
    public int? Region { get; init; }
    /// <summary>Tags: the program's number of the tag.</summary>
    public int? Tag { get; init; }
}
