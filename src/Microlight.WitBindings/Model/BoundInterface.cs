using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>
/// An interface of WIT as C# has it; or the functions that a world imports, or exports, by itself.
/// </summary>
/// <param name="WitName">With its version, or the plain name of one written in place; empty for a world's own functions.</param>
/// <param name="Name">Without the I.</param>
internal sealed class BoundInterface(string witName, string @namespace, string name, string docs)
{
    public string WitName { get; } = witName;
    public string Namespace { get; } = @namespace;
    public string Name { get; } = name;
    public string Docs { get; } = docs;
    public string InterfaceName => "I" + Name;
    public string ExportsName => Name + "Exports";
    public IReadOnlyList<WitTypeDefinition> Types { get; set; } = [];
    public List<BoundResource> Resources { get; } = [];
    /// <summary>Free functions, constructors and static functions: what an implementation of the interface has.</summary>
    public List<BoundFunction> Functions { get; } = [];
    /// <summary>A referenced assembly has its types and the C# interface; null if none has.</summary>
    public ProvidedInterface? Provided { get; set; }
    /// <summary>A world exports it: there is a class for callers.</summary>
    public bool IsExported { get; set; }
    public bool NeedsExports => IsExported && Provided is not { HasExports: true };
    /// <summary>There is something to register or to call, not only types.</summary>
    public bool HasMembers => Functions.Count > 0 || Resources.Count > 0;
    public IEnumerable<BoundFunction> AllFunctions => Functions.Concat(Resources.SelectMany(r => r.Methods));
}
