using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Names;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

/// <summary>
/// The names of the imports, or of the exports, of one scope: each valid, strongly unique, and of the type that its annotation asks for
/// (Binary.md, notes on import and export definitions).
/// </summary>
internal sealed class ExternNames(string noun)
{
    /// <summary>By what makes names the same, the name.</summary>
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    /// <summary>Resource types that were imported or exported here under a label.</summary>
    private readonly Dictionary<DefType, string> _resources = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _resourceNames = new(StringComparer.Ordinal);

    /// <summary>Notes the name of a resource, for constructors, methods and static functions behind it.</summary>
    public void AddResource(string name, ResourceType type)
    {
        _resources[type] = name;
        _resourceNames.Add(name);
    }

    /// <exception cref="WasmInvalidException">The name is not valid, not unique or not one for such an item.</exception>
    public void Add(ExternNameSyntax syntax, Entity entity, int offset)
    {
        var name = ExternName.TryParse(syntax.Name, out var problem)
            ?? throw new WasmInvalidException($"The {noun} name {ModuleText.Quote(syntax.Name)} is not a valid extern name: {problem}", offset);
        if (syntax.Implements is { } implements) CheckImplements(name, implements, entity, offset);
        if (Fault(name, entity) is { } fault) throw new WasmInvalidException($"The {noun} name {ModuleText.Quote(syntax.Name)} is not valid: {fault}", offset);
        if (!_names.TryAdd(name.Uniqueness, name.Text))
            throw new WasmInvalidException($"The {noun} name {ModuleText.Quote(name.Text)} conflicts with previous name {ModuleText.Quote(_names[name.Uniqueness])}", offset);
    }

    private static void CheckImplements(ExternName name, string implements, Entity entity, int offset)
    {
        if (name.Kind != ExternNameKind.Label) throw new WasmInvalidException($"The name {ModuleText.Quote(name.Text)} is not valid with implements", offset);
        if (entity.Sort != Sort.Instance) throw new WasmInvalidException("Only instances can have an implements", offset);
        var target = ExternName.TryParse(implements, out var problem) ?? throw new WasmInvalidException($"The name {ModuleText.Quote(implements)} is not a valid name: {problem}", offset);
        if (target.Kind != ExternNameKind.Interface) throw new WasmInvalidException($"The name {ModuleText.Quote(implements)} must be an interface", offset);
    }

    /// <summary>What an annotated name asks of its function.</summary>
    private string? Fault(ExternName name, Entity entity)
    {
        if (name.Kind is ExternNameKind.Label or ExternNameKind.Interface) return null;
        if (entity.Type is not FuncType function || entity.Sort != Sort.Function) return "the item is not a func";
        switch (name.Kind)
        {
            case ExternNameKind.Constructor:
                if (function.IsAsync) return "a constructor cannot be async";
                if (function.Result is null) return "the function should return one value";
                var made = function.Result is WitResult { Ok: { } ok } ? ok : function.Result;
                return made is WitHandle { IsBorrow: false } own ? NotNamed(own.Resource, name.Resource) : "the function should return (own $T) or (result (own $T))";
            case ExternNameKind.Method:
                if (function.Parameters.Length == 0) return "the function should have at least one argument";
                if (function.Parameters[0].Name != "self") return "the function should have a first argument called self";
                return function.Parameters[0].Type is WitHandle { IsBorrow: true } self ? NotNamed(self.Resource, name.Resource) : "the function should take a first argument of (borrow $T)";
            default:
                return _resourceNames.Contains(name.Resource) ? null : "the resource of a static function is not known in this context";
        }
    }

    private string? NotNamed(ResourceType resource, string name)
    {
        if (!_resources.TryGetValue(resource, out var known)) return "the resource used in the function does not have a name in this context";
        return known == name ? null : $"the function does not match the expected resource name {ModuleText.Quote(known)}";
    }
}
