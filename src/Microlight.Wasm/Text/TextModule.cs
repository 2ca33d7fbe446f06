namespace Microlight.Wasm.Text;

/// <summary>What the parts of the reader share about the module that is being read: its index spaces and types.</summary>
internal sealed class TextModule
{
    public IndexSpace Types { get; } = new("type");
    public IndexSpace Functions { get; } = new("function");
    public IndexSpace Tables { get; } = new("table");
    public IndexSpace Memories { get; } = new("memory");
    public IndexSpace Globals { get; } = new("global");
    public IndexSpace Tags { get; } = new("tag");
    public IndexSpace Elements { get; } = new("element segment");
    public IndexSpace Data { get; } = new("data segment");
    /// <summary>By type index: the fields of struct types that have identifiers.</summary>
    public SortedDictionary<uint, IndexSpace> Fields { get; } = [];
    public string? Name { get; set; }
}
