using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

/// <summary>Instances of modules and components, and what aliases take out of them (Binary.md, instance and alias definitions).</summary>
internal sealed partial class ComponentValidator
{
    private Dictionary<string, CoreEntity> CoreInstantiate(CoreInstantiation instantiation)
    {
        var offset = instantiation.Offset;
        var module = Current.Module(instantiation.Module, offset);
        var arguments = new Dictionary<string, Dictionary<string, CoreEntity>>(StringComparer.Ordinal);
        foreach (var (name, instance) in instantiation.Arguments)
        {
            if (!arguments.TryAdd(name, Current.CoreInstance(instance, offset))) throw new WasmInvalidException($"Duplicate module instantiation argument named {ModuleText.Quote(name)}", offset);
        }
        _types.Spend(module.Imports.Count, offset);
        foreach (var ((space, name), expected) in module.Imports)
        {
            if (!arguments.TryGetValue(space, out var instance)) throw new WasmInvalidException($"Missing module instantiation argument named {ModuleText.Quote(space)}", offset);
            if (!instance.TryGetValue(name, out var actual)) throw new WasmInvalidException($"The module instantiation argument {ModuleText.Quote(space)} does not export an item named {ModuleText.Quote(name)}", offset);
            if (actual.Mismatch(expected, _coreTypes) is { } reason)
                throw new WasmInvalidException($"Type mismatch for export {ModuleText.Quote(name)} of module instantiation argument {ModuleText.Quote(space)}: {reason}", offset);
        }
        return module.Exports;
    }

    private Dictionary<string, CoreEntity> CoreInstance(CoreInstanceOfExports definition)
    {
        var exports = new Dictionary<string, CoreEntity>(StringComparer.Ordinal);
        foreach (var (name, item) in definition.Exports)
        {
            if (!exports.TryAdd(name, Current.Core(item, definition.Offset))) throw new WasmInvalidException($"The export name {ModuleText.Quote(name)} is already defined", definition.Offset);
        }
        return exports;
    }

    /// <summary>
    /// The type of an instance: the component's exports, with what was given in the place of what it imports, and with resources of its own in the
    /// place of those that the component defines (Explainer.md, type checking).
    /// </summary>
    private InstanceType Instantiate(Instantiation instantiation)
    {
        var offset = instantiation.Offset;
        var component = Current.Component(instantiation.Component, offset);
        var arguments = new Dictionary<string, Entity>(StringComparer.Ordinal);
        foreach (var (name, item) in instantiation.Arguments)
        {
            if (!arguments.TryAdd(name, Current.Item(item, offset))) throw new WasmInvalidException($"The instantiation argument {ModuleText.Quote(name)} conflicts with a previous one", offset);
        }
        if (new Subtyping(_types, _coreTypes, offset).Open(arguments, component.Imports, component.Imported, isImport: true, out var substitution) is { } reason)
            throw new WasmInvalidException($"The component cannot be instantiated: {reason}", offset);
        foreach (var (resource, _) in component.Defined)
        {
            var fresh = new Resource { Name = resource.Name };
            substitution.Resources[resource] = fresh;
            Current.DefinedResources.Add(fresh, null);
        }
        return _types.Check(new InstanceType(substitution.Apply(component.Exports), [], substitution.Apply(component.Exported)), offset);
    }

    private InstanceType Instance(InstanceOfExports definition)
    {
        var offset = definition.Offset;
        var exports = new OrderedDictionary<string, Entity>(StringComparer.Ordinal);
        var exported = new Dictionary<Resource, int[]>(ReferenceEqualityComparer.Instance);
        // No name here makes a resource known: the bag of exports has no index space of its own.
        var names = new ExternNames("export");
        foreach (var (name, item) in definition.Exports)
        {
            var entity = Current.Item(item, offset);
            if (entity is { Sort: Sort.Type, Type: ResourceType resource }) exported[resource.Resource] = [exports.Count];
            else if (entity is { Sort: Sort.Instance, Type: InstanceType instance })
            {
                _types.Spend(instance.Exported.Count, offset);
                foreach (var (inner, path) in instance.Exported) exported[inner] = [exports.Count, .. path];
            }
            names.Add(name, entity, offset);
            AddExtern(exports, name.Name, entity, offset);
        }
        return _types.Check(new InstanceType(exports, [], exported), offset);
    }

    private void AddCoreExport(ExportAlias alias)
    {
        var offset = alias.Offset;
        if (!Current.CoreInstance(alias.Instance, offset).TryGetValue(alias.Name, out var entity))
            throw new WasmInvalidException($"Core instance {alias.Instance} has no export named {ModuleText.Quote(alias.Name)}", offset);
        if ((byte)entity.Kind != (byte)alias.Sort) throw new WasmInvalidException($"The export {ModuleText.Quote(alias.Name)} of core instance {alias.Instance} is not a {alias.Sort.Name()}", offset);
        Current.Add(entity, offset);
    }

    private void AddExport(ExportAlias alias)
    {
        var offset = alias.Offset;
        if (!Current.Instance(alias.Instance, offset).Exports.TryGetValue(alias.Name, out var entity))
            throw new WasmInvalidException($"Instance {alias.Instance} has no export named {ModuleText.Quote(alias.Name)}", offset);
        if (entity.Sort != alias.Sort) throw new WasmInvalidException($"The export {ModuleText.Quote(alias.Name)} of instance {alias.Instance} is not a {alias.Sort.Name()}", offset);
        Current.Add(entity, offset);
    }

    private void AddOuter(OuterAlias alias)
    {
        var offset = alias.Offset;
        var outer = Outer(alias.Count, offset);
        switch (alias.Sort)
        {
            case Sort.CoreType: Current.CoreTypes.AddAlias(outer.CoreTypes, alias.Index, mayBeModule: true, offset); break;
            case Sort.Type:
                var type = outer.Type(alias.Index, offset);
                if (CrossesComponent(alias.Count)) CheckHasNoResources(type, offset);
                Current.Add(new Entity(Sort.Type, type), offset);
                break;
            default: Current.Add(outer.Item(new SortIndex(alias.Sort, alias.Index), offset), offset); break;
        }
    }

    private Scope Outer(uint count, int offset) => count < (uint)_scopes.Count
        ? _scopes[_scopes.Count - 1 - (int)count]
        : throw new WasmInvalidException($"Invalid outer alias count of {count}: there are {_scopes.Count}", offset);

    /// <summary>Types lie within types or components, components within components only: the next scope inwards tells.</summary>
    private bool CrossesComponent(uint count) => count > 0 && _scopes[_scopes.Count - (int)count].Kind == ScopeKind.Component;

    private void CheckHasNoResources(DefType type, int offset)
    {
        var free = new FreeResources(_types, offset);
        free.Add(type);
        if (free.Found.Count > 0) throw new WasmInvalidException("Cannot alias an outer type that transitively refers to resources: they are the other component's", offset);
    }
}
