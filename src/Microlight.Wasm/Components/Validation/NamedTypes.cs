using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

/// <summary>
/// External visibility (Explainer.md, external visibility of types): what is imported or exported may refer only to resources, records, variants,
/// enums and flags that were imported or exported before, so that whoever uses it has a name for them.
/// </summary>
internal readonly struct NamedTypes(Scope scope, WitTypes types)
{
    /// <summary>Checks an import or export and notes the names that it brings.</summary>
    /// <returns>False if it refers to a type that has no name.</returns>
    public bool Register(Entity entity, bool isImport)
    {
        // An instance type may use what its surroundings name; where it is used, it is looked at as a whole.
        if (scope.Kind == ScopeKind.InstanceType) return true;
        types.Spend(1, -1);
        var names = isImport ? scope.ImportedTypes : scope.ExportedTypes;
        switch (entity.Sort)
        {
            case Sort.Type:
                if (!PartsAreNamed(entity.Referenced, names)) return false;
                // What is imported can be exported as well.
                if (isImport) scope.ImportedTypes.Add(entity.Type);
                scope.ExportedTypes.Add(entity.Type);
                return true;
            case Sort.Instance:
                foreach (var (_, export) in ((InstanceType)entity.Type).Exports)
                {
                    if (!Register(export, isImport)) return false;
                }
                return true;
            case Sort.Function:
                return PartsAreNamed(entity.Type, names);
            default:
                // Components and modules are closed.
                return true;
        }
    }

    /// <summary>A type that is given a name: what it is made of must have names already.</summary>
    private bool PartsAreNamed(DefType type, HashSet<DefType> names)
    {
        types.Spend(1, -1);
        switch (type)
        {
            case FuncType function:
                foreach (var (_, parameter) in function.Parameters)
                {
                    if (!IsNamed(parameter, names)) return false;
                }
                return function.Result is null || IsNamed(function.Result, names);
            case InstanceType instance:
                foreach (var (_, export) in instance.Exports)
                {
                    if (export.Sort is Sort.Type or Sort.Function or Sort.Instance && !PartsAreNamed(export.Type, names)) return false;
                }
                return true;
            case WitHandle handle: return names.Contains(handle.Resource);
            case WitType wit: return EveryPart(wit, names);
            default: return true;
        }
    }

    private bool IsNamed(WitType type, HashSet<DefType> names)
    {
        types.Spend(1, -1);
        return type switch
        {
            WitPrimitive => true,
            WitRecord or WitVariant or WitEnum or WitFlags => names.Contains(type),
            WitHandle handle => names.Contains(handle.Resource),
            _ => EveryPart(type, names),
        };
    }

    private bool EveryPart(WitType type, HashSet<DefType> names)
    {
        foreach (var part in type.Parts)
        {
            if (!IsNamed(part, names)) return false;
        }
        return true;
    }
}
