using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

/// <summary>Imports and exports (Binary.md, import and export definitions), of components and of types.</summary>
internal sealed partial class ComponentValidator
{
    private Entity ExternType(ExternTypeSyntax syntax, int offset)
    {
        switch (syntax.Sort)
        {
            case Sort.CoreModule: return new Entity(syntax.Sort, Current.CoreTypes.Module(syntax.Index, offset));
            case Sort.Type when syntax.Bound == TypeBound.SubResource: return new Entity(syntax.Sort, new ResourceType(new Resource()));
            case Sort.Type:
                var type = Current.Type(syntax.Index, offset);
                return new Entity(syntax.Sort, type.Named(), type);
        }
        var found = Current.Type(syntax.Index, offset);
        var matches = syntax.Sort switch { Sort.Function => found is FuncType, Sort.Component => found is ComponentType, _ => found is InstanceType };
        if (matches) return new Entity(syntax.Sort, found);
        var expected = syntax.Sort switch { Sort.Function => "a function", Sort.Component => "a component", _ => "an instance" };
        throw new WasmInvalidException($"Type index {syntax.Index} is not {expected} type", offset);
    }

    private void AddImport(ImportDefinition import)
    {
        var (scope, offset) = (Current, import.Offset);
        var entity = ExternType(import.Type, offset);
        if (entity.Type is InstanceType instance && entity.Sort == Sort.Instance) entity = new Entity(entity.Sort, ImportInstance(scope, instance, offset));
        scope.Add(entity, offset);
        if (entity is { Sort: Sort.Type, Type: ResourceType resource })
        {
            resource.Resource.Name ??= import.Name.Name;
            if (ReferenceEquals(entity.Type, entity.Referenced)) scope.ImportedResources.Add((resource.Resource, [scope.Imports.Count]));
            scope.ImportNames.AddResource(import.Name.Name, resource);
        }
        if (!Names(scope).Register(entity, isImport: true)) throw NotNamed(entity, "import", offset);
        scope.ImportNames.Add(import.Name, entity, offset);
        AddExtern(scope.Imports, import.Name.Name, entity, offset);
    }

    private void AddExport(ExportDefinition export)
    {
        var offset = export.Offset;
        var item = Current.Item(export.Item, offset);
        if (item.Sort == Sort.Type) item = new Entity(item.Sort, item.Type.Named(), item.Type);
        if (export.Type is { } syntax)
        {
            var ascribed = ExternType(syntax, offset);
            // Any resource may be shown as some resource: whoever uses the export knows no more of it (Explainer.md, type checking).
            var isHidden = syntax.Bound == TypeBound.SubResource && item.Type is ResourceType;
            if (!isHidden && new Subtyping(_types, _coreTypes, offset).Mismatch(item, ascribed) is { } reason)
                throw new WasmInvalidException($"The ascribed type of an export is not compatible with the item's type: {reason}", offset);
            item = ascribed;
        }
        AddExport(export.Name, item, offset);
    }

    private void AddExport(ExternNameSyntax name, Entity entity, int offset)
    {
        var scope = Current;
        if (entity.Type is InstanceType instance && entity.Sort == Sort.Instance) entity = new Entity(entity.Sort, ExportInstance(scope, instance, offset));
        scope.Add(entity, offset);
        if (entity is { Sort: Sort.Type, Type: ResourceType resource })
        {
            resource.Resource.Name ??= name.Name;
            // A declarator (sub resource) brings the resource into being.
            if (ReferenceEquals(entity.Type, entity.Referenced)) scope.DefinedResources.Add(resource.Resource, null);
            scope.ExportedResources[resource.Resource] = [scope.Exports.Count];
            scope.ExportNames.AddResource(name.Name, resource);
        }
        if (!Names(scope).Register(entity, isImport: false)) throw NotNamed(entity, "export", offset);
        scope.ExportNames.Add(name, entity, offset);
        AddExtern(scope.Exports, name.Name, entity, offset);
    }

    /// <summary>The type of an instance that is imported: the resources in which its type is abstract become resources that are imported with it.</summary>
    private InstanceType ImportInstance(Scope scope, InstanceType type, int offset)
    {
        if (type.Abstract.Count == 0) return type;
        var substitution = new Substitution(_types, offset);
        foreach (var resource in type.Abstract)
        {
            var fresh = new Resource { Name = resource.Name };
            substitution.Resources.Add(resource, fresh);
            scope.ImportedResources.Add((fresh, [scope.Imports.Count, .. type.Exported[resource]]));
        }
        return new InstanceType(substitution.Apply(type.Exports), [], substitution.Apply(type.Exported));
    }

    /// <summary>The type of an instance that is exported: in a type, each export of an abstract instance type has resources of its own.</summary>
    private InstanceType ExportInstance(Scope scope, InstanceType type, int offset)
    {
        if (type.Abstract.Count > 0)
        {
            var substitution = new Substitution(_types, offset);
            foreach (var resource in type.Abstract)
            {
                var fresh = new Resource { Name = resource.Name };
                substitution.Resources.Add(resource, fresh);
                scope.DefinedResources.Add(fresh, null);
            }
            type = new InstanceType(substitution.Apply(type.Exports), [], substitution.Apply(type.Exported));
        }
        _types.Spend(type.Exported.Count, offset);
        foreach (var (resource, path) in type.Exported) scope.ExportedResources[resource] = [scope.Exports.Count, .. path];
        return type;
    }

    private NamedTypes Names(Scope scope) => new(scope, _types);

    private void AddExtern(OrderedDictionary<string, Entity> entities, string name, Entity entity, int offset)
    {
        _types.Spend(1, offset);
        entities.Add(name, entity);
    }

    private static WasmInvalidException NotNamed(Entity entity, string noun, int offset) =>
        new($"This {entity.Noun} is not valid to be used as {noun}: its type refers to a type that has no name that is visible from outside", offset);
}
