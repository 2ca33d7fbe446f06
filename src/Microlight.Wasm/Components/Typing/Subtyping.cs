using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// Whether something of one type may stand where another is asked for (Explainer.md, type checking): instances may export more, components and
/// modules also import less; functions and values must have equal types. Answers are null, or why not.
/// </summary>
internal sealed class Subtyping(WitTypes types, TypeTable core, int offset)
{
    public string? Mismatch(Entity actual, Entity expected)
    {
        types.Spend(1, offset);
        if (actual.Sort != expected.Sort) return $"expected {expected.Noun}, found {actual.Noun}";
        return actual.Sort == Sort.Type ? MismatchOfTypes(actual.Referenced, expected.Referenced) : MismatchOfTypes(actual.Type, expected.Type);
    }

    /// <summary>
    /// Serves the imports of a component, or matches its exports (<paramref name="expected"/>), with what there is, by name. Resources in which
    /// the component is abstract stand for those that are given: the result puts them, and the names of given types, in their place.
    /// </summary>
    public string? Open(IReadOnlyDictionary<string, Entity> actual, OrderedDictionary<string, Entity> expected, (Resource Resource, int[] Path)[] abstracts, bool isImport, out Substitution substitution)
    {
        substitution = new Substitution(types, offset);
        types.Spend(abstracts.Length + expected.Count, offset);
        foreach (var (resource, path) in abstracts)
        {
            if (Find(actual, expected, path) is { } given) substitution.Resources[resource] = given;
        }
        foreach (var (name, entity) in expected)
        {
            var noun = isImport ? "import" : "export";
            if (!actual.TryGetValue(name, out var given)) return $"missing {noun} named {ModuleText.Quote(name)}";
            if (Mismatch(given, substitution.Apply(entity)) is { } reason) return $"type mismatch for {noun} {ModuleText.Quote(name)}: {reason}";
        }
        substitution.Forget();
        foreach (var (name, entity) in expected) Rename(substitution, entity, actual[name]);
        return null;
    }

    /// <summary>The resource that stands at a path of what is given; null if there is none, which shows as a mismatch later.</summary>
    private static Resource? Find(IReadOnlyDictionary<string, Entity> actual, OrderedDictionary<string, Entity> expected, int[] path)
    {
        var (name, entity) = expected.GetAt(path[0]);
        if (!actual.TryGetValue(name, out var given)) return null;
        foreach (var index in path.AsSpan(1))
        {
            (name, entity) = ((InstanceType)entity.Type).Exports.GetAt(index);
            if (given.Type is not InstanceType instance || given.Sort != Sort.Instance || !instance.Exports.TryGetValue(name, out given)) return null;
        }
        return given.Sort == Sort.Type && given.Type is ResourceType resource ? resource.Resource : null;
    }

    private static void Rename(Substitution substitution, Entity expected, Entity actual)
    {
        if (expected.Sort == Sort.Type) substitution.Rename(expected.Type, actual.Type);
        else if (expected.Type is InstanceType instance && expected.Sort == Sort.Instance)
        {
            foreach (var (name, entity) in instance.Exports) Rename(substitution, entity, ((InstanceType)actual.Type).Exports[name]);
        }
    }

    private string? MismatchOfTypes(DefType actual, DefType expected) => (actual, expected) switch
    {
        _ when ReferenceEquals(actual, expected) => null,
        (ResourceType a, ResourceType b) => ReferenceEquals(a.Resource, b.Resource) ? null : "resource types are not the same",
        (WitType a, WitType b) => MismatchOfValues(a, b),
        (FuncType a, FuncType b) => MismatchOfFunctions(a, b),
        (InstanceType a, InstanceType b) => MismatchOfInstances(a, b),
        (ComponentType a, ComponentType b) => MismatchOfComponents(a, b),
        (ModuleType a, ModuleType b) => MismatchOfModules(a, b),
        _ => $"expected {expected.Noun}, found {actual.Noun}",
    };

    private static string? MismatchOfValues(WitType actual, WitType expected) =>
        actual.Id == expected.Id ? null : $"expected {TypeText.Of(expected)}, found {TypeText.Of(actual)}";

    private static string? MismatchOfFunctions(FuncType actual, FuncType expected)
    {
        if (actual.IsAsync != expected.IsAsync) return $"expected {(expected.IsAsync ? "an async" : "a sync")} function, found {(actual.IsAsync ? "an async" : "a sync")} one";
        if (actual.Parameters.Length != expected.Parameters.Length) return $"expected {expected.Parameters.Length} parameters, found {actual.Parameters.Length}";
        for (var i = 0; i < actual.Parameters.Length; i++)
        {
            var ((name, type), (expectedName, expectedType)) = (actual.Parameters[i], expected.Parameters[i]);
            if (name != expectedName) return $"expected parameter named {ModuleText.Quote(expectedName)}, found {ModuleText.Quote(name)}";
            if (MismatchOfValues(type, expectedType) is { } reason) return $"type mismatch in function parameter {ModuleText.Quote(name)}: {reason}";
        }
        return (actual.Result, expected.Result) switch
        {
            (null, null) => null,
            (null, _) => "expected a result, found none",
            (_, null) => "expected no result, found one",
            ({ } a, { } b) => MismatchOfValues(a, b) is { } reason ? $"type mismatch with result type: {reason}" : null,
        };
    }

    private string? MismatchOfInstances(InstanceType actual, InstanceType expected)
    {
        types.Spend(expected.Exports.Count, offset);
        foreach (var (name, entity) in expected.Exports)
        {
            if (!actual.Exports.TryGetValue(name, out var given)) return $"missing expected export {ModuleText.Quote(name)}";
            if (Mismatch(given, entity) is { } reason) return $"type mismatch in instance export {ModuleText.Quote(name)}: {reason}";
        }
        return null;
    }

    /// <summary>What the expected component imports must serve the actual one, and what the actual one then exports must serve as the expected one's exports.</summary>
    private string? MismatchOfComponents(ComponentType actual, ComponentType expected)
    {
        if (Open(expected.Imports, actual.Imports, actual.Imported, isImport: true, out var given) is { } reason) return reason;
        return Open(given.Apply(actual.Exports), expected.Exports, expected.Defined, isImport: false, out _);
    }

    private string? MismatchOfModules(ModuleType actual, ModuleType expected)
    {
        types.Spend(actual.Imports.Count + expected.Exports.Count, offset);
        foreach (var ((module, name), entity) in actual.Imports)
        {
            if (!expected.Imports.TryGetValue((module, name), out var given)) return $"missing expected import {ModuleText.Quote(module)} {ModuleText.Quote(name)}";
            if (given.Mismatch(entity, core) is { } reason) return $"type mismatch in import {ModuleText.Quote(module)} {ModuleText.Quote(name)}: {reason}";
        }
        foreach (var (name, entity) in expected.Exports)
        {
            if (!actual.Exports.TryGetValue(name, out var given)) return $"missing expected export {ModuleText.Quote(name)}";
            if (given.Mismatch(entity, core) is { } reason) return $"type mismatch in export {ModuleText.Quote(name)}: {reason}";
        }
        return null;
    }
}
