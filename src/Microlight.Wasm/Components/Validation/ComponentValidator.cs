using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Types;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Components.Validation;

/// <summary>
/// Validates a decoded component (Explainer.md, Binary.md and CanonicalABI.md of the component model): walks its definitions in order and fills the
/// index spaces with their types. What is asynchronous is validated as well, although nothing runs it yet.
/// </summary>
internal sealed partial class ComponentValidator
{
    private readonly WitTypes _types = new();
    private readonly TypeTable _coreTypes = new();
    /// <summary>The components and types around the definition that is looked at, the innermost last.</summary>
    private readonly List<Scope> _scopes = [];

    private Scope Current => _scopes[^1];

    /// <summary>Returns the component with its type if it is valid. Time and memory are bounded by its size and by <see cref="ComponentLimits.Work"/>.</summary>
    /// <exception cref="WasmInvalidException">A validation rule is broken; the first one in the order of the bytes.</exception>
    /// <exception cref="WasmMalformedException">Code of a core module is not made of well-formed instructions.</exception>
    /// <exception cref="WasmUnsupportedException">It uses a feature that cannot be validated.</exception>
    /// <exception cref="WasmLimitException">It exceeds a limit of <see cref="ComponentLimits"/>.</exception>
    public static ValidatedComponent Validate(ComponentBinary component)
    {
        var validator = new ComponentValidator();
        return new ValidatedComponent(component, validator.Component(component), validator._types);
    }

    /// <summary>Recurses on nested components, which the decoder limits.</summary>
    private ComponentType Component(ComponentBinary component)
    {
        _scopes.Add(new Scope(ScopeKind.Component));
        foreach (var definition in component.Definitions) Add(definition);
        return Close(component.End);
    }

    private void Add(Definition definition)
    {
        var offset = definition.Offset;
        switch (definition)
        {
            case ModuleDefinition module: AddModule(module); break;
            case CoreInstantiation instantiation: Current.Add(CoreInstantiate(instantiation), offset); break;
            case CoreInstanceOfExports exports: Current.Add(CoreInstance(exports), offset); break;
            case CoreTypeGroup group: Current.CoreTypes.Add(group.Types, _coreTypes); break;
            case ModuleTypeDefinition module: Current.CoreTypes.Add(ModuleType(module)); break;
            case NestedComponentDefinition nested: Current.Add(new Entity(Sort.Component, Component(nested.Component)), offset); break;
            case Instantiation instantiation: Current.Add(new Entity(Sort.Instance, Instantiate(instantiation)), offset); break;
            case InstanceOfExports exports: Current.Add(new Entity(Sort.Instance, Instance(exports)), offset); break;
            case ExportAlias { Sort: <= Sort.CoreTag } alias: AddCoreExport(alias); break;
            case ExportAlias alias: AddExport(alias); break;
            case OuterAlias alias: AddOuter(alias); break;
            case ComponentTypeDefinition type: Current.Add(new Entity(Sort.Type, Type(type)), offset); break;
            case CanonDefinition canon: AddCanon(canon); break;
            case ImportDefinition import: AddImport(import); break;
            case ExportDefinition export: AddExport(export); break;
            case ExportDeclarator export: AddExport(export.Name, ExternType(export.Type, offset), offset); break;
            default: throw new InvalidOperationException();
        }
    }

    private void AddModule(ModuleDefinition definition)
    {
        try
        {
            ModuleValidator.Validate(definition.Module);
            Current.Add(new Entity(Sort.CoreModule, _types.Check(ModuleTypes.Of(definition.Module, _coreTypes), 0)), definition.Offset);
        }
        catch (WasmModuleException e)
        {
            throw e.Within(definition.Start);
        }
    }

    /// <summary>Ends a component or component type: its resources must be its imports', or be exported, or show nowhere.</summary>
    private ComponentType Close(int offset)
    {
        var scope = Current;
        _scopes.RemoveAt(_scopes.Count - 1);
        var free = FreeResources.Of(scope.Imports, _types, offset);
        if (scope.DefinedResources.Keys.Any(free.Contains)) throw new WasmInvalidException("An import's type refers to a resource type that is not imported", offset);
        free = FreeResources.Of(scope.Exports, _types, offset);
        var defined = new List<(Resource, int[])>();
        foreach (var resource in scope.DefinedResources.Keys)
        {
            if (!free.Contains(resource)) continue;
            if (!scope.ExportedResources.TryGetValue(resource, out var path)) throw new WasmInvalidException("An export's type refers to a resource type that is not exported itself", offset);
            defined.Add((resource, path));
        }
        return _types.Check(new ComponentType(scope.Imports, scope.Exports, [.. scope.ImportedResources], [.. defined], scope.ExportedResources), offset);
    }
}
