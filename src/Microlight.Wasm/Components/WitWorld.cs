using System.Diagnostics.CodeAnalysis;

namespace Microlight.Wasm.Components;

/// <summary>What a component imports and exports.</summary>
public sealed class WitWorld
{
    private readonly Dictionary<string, WitFunction> _exports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WitInterface> _imports = new(StringComparer.Ordinal);

    internal WitWorld(IReadOnlyList<WitInterface> imports, IReadOnlyList<WitInterface> exports)
    {
        (Imports, Exports) = (imports, exports);
        foreach (var import in imports) _imports.Add(import.Name, import);
        foreach (var export in exports)
        {
            foreach (var function in export.Functions.Values) _exports.Add(function.Path, function);
        }
    }

    /// <summary>Interfaces that the component imports, in its order; first, with an empty name, what the world imports by itself, if anything.</summary>
    public IReadOnlyList<WitInterface> Imports { get; }

    /// <summary>Interfaces that the component exports, in its order; first, with an empty name, what the world exports by itself, if anything.</summary>
    public IReadOnlyList<WitInterface> Exports { get; }

    /// <summary>All exported functions.</summary>
    public IEnumerable<WitFunction> ExportedFunctions => _exports.Values;

    /// <summary>Looks up an exported function by its path, <c>interface#name</c> or the name alone.</summary>
    public bool TryGetExport(string path, [MaybeNullWhen(false)] out WitFunction function) => _exports.TryGetValue(path, out function);

    internal WitFunction? FindImport(string @interface, string name) => _imports.TryGetValue(@interface, out var found) ? found.Functions.GetValueOrDefault(name) : null;
}
