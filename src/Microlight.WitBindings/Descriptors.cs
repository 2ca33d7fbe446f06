using Microsoft.CodeAnalysis;

namespace Microlight.WitBindings;

/// <summary>What can be wrong with .wit files (docs/bindings.md lists them).</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor Fault = Error("MLW001", "A fault in WIT", "{0}");
    public static readonly DiagnosticDescriptor Unsupported = Error("MLW002", "Not supported in bindings", "'{0}' has {1}, which bindings do not support");
    public static readonly DiagnosticDescriptor NoSuchWorld = Error("MLW003", "There is no such world", "The .wit files have no world '{0}', which WitWorlds names; there is {1}");
    public static readonly DiagnosticDescriptor NoWorld = Error("MLW004", "There is no world", "The .wit files outside of deps have no world: what a component imports and exports is a world");
    public static readonly DiagnosticDescriptor NoFile = new("MLW005", "There are no .wit files", "There are no .wit files in '{0}'; the property WitFolder says where they are", "Microlight",
        DiagnosticSeverity.Warning, isEnabledByDefault: true);

    private static DiagnosticDescriptor Error(string id, string title, string message) => new(id, title, message, "Microlight", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
