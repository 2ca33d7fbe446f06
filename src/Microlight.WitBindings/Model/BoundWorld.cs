namespace Microlight.WitBindings.Model;

/// <summary>A world as C# has it. Name: of the class, for its exports.</summary>
internal sealed class BoundWorld(string witName, string @namespace, string name, string docs, BoundInterface imports, BoundInterface exports)
{
    public string WitName { get; } = witName;
    public string Namespace { get; } = @namespace;
    public string Name { get; } = name;
    public string Docs { get; } = docs;
    /// <summary>Functions and resources that it imports by itself.</summary>
    public BoundInterface Imports { get; } = imports;
    /// <summary>Functions that it exports by itself.</summary>
    public BoundInterface Exports { get; } = exports;
    /// <summary>Interfaces that it exports, with the names of the properties and what the component calls each.</summary>
    public List<(string Property, string WitName, BoundInterface Interface)> ExportedInterfaces { get; } = [];
}
