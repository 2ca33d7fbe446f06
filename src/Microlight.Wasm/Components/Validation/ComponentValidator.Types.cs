using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Components.Validation;

/// <summary>Type definitions (Binary.md, type definitions).</summary>
internal sealed partial class ComponentValidator
{
    private TypeBuilder Builder => new(_types, Current.Types);

    private DefType Type(ComponentTypeDefinition definition) => definition.Type switch
    {
        ResourceSyntax resource => Resource(resource, definition.Offset),
        ComponentSyntax component => ComponentType(component, definition.Offset),
        InstanceSyntax instance => InstanceType(instance, definition.Offset),
        var syntax => Builder.Build(syntax, definition.Offset),
    };

    private ResourceType Resource(ResourceSyntax syntax, int offset)
    {
        if (Current.Kind != ScopeKind.Component) throw new WasmInvalidException("Resources can only be defined within a concrete component", offset);
        if (syntax.Representation == WasmType.I64) throw new WasmUnsupportedException(ComponentFeature.Memory64, offset);
        if (syntax.Representation != WasmType.I32) throw new WasmInvalidException("Resources can only be represented by i32 or i64", offset);
        if (syntax.Destructor is { } destructor)
        {
            var type = _coreTypes.Function(Current.CoreFunction(destructor, offset));
            if (type.Results.Length != 0 || type.Parameters is not [var only] || only != syntax.Representation)
                throw new WasmInvalidException($"The core function {destructor} has the wrong signature for a destructor: {type}", offset);
        }
        var resource = new Resource();
        Current.DefinedResources.Add(resource, syntax.Representation);
        return new ResourceType(resource);
    }

    private ComponentType ComponentType(ComponentSyntax syntax, int offset)
    {
        _scopes.Add(new Scope(ScopeKind.ComponentType));
        foreach (var declarator in syntax.Declarators) AddDeclarator(declarator);
        return Close(offset);
    }

    private InstanceType InstanceType(InstanceSyntax syntax, int offset)
    {
        _scopes.Add(new Scope(ScopeKind.InstanceType));
        foreach (var declarator in syntax.Declarators) AddDeclarator(declarator);
        var scope = Current;
        _scopes.RemoveAt(_scopes.Count - 1);
        return _types.Check(new InstanceType(scope.Exports, [.. scope.DefinedResources.Keys], scope.ExportedResources), offset);
    }

    /// <summary>Of aliases, a type may have those of types and instances only.</summary>
    private void AddDeclarator(Definition declarator)
    {
        if (declarator is ExportAlias { Sort: not (Sort.Type or Sort.Instance) } or OuterAlias { Sort: not (Sort.Type or Sort.CoreType) })
            throw new WasmInvalidException("An alias in a component or instance type may only refer to types or instances", declarator.Offset);
        Add(declarator);
    }

    private ModuleType ModuleType(ModuleTypeDefinition definition)
    {
        var space = new CoreTypeSpace();
        var imports = new OrderedDictionary<(string, string), CoreEntity>();
        var exports = new Dictionary<string, CoreEntity>(StringComparer.Ordinal);
        foreach (var declarator in definition.Declarators)
        {
            var offset = declarator.Offset;
            switch (declarator)
            {
                case ModuleTypeGroup group: space.Add(group.Types, _coreTypes); break;
                case ModuleTypeAlias alias:
                    var outer = alias.Count == 0 ? space : Outer(alias.Count - 1, offset).CoreTypes;
                    space.AddAlias(outer, alias.Index, mayBeModule: false, offset);
                    break;
                case ModuleExtern { Module: not null } import: ModuleTypes.Add(imports, import.Type with { Module = import.Module, Name = import.Name }, External(import.Type, space, offset), offset); break;
                case ModuleExtern export:
                    if (!exports.TryAdd(export.Name, External(export.Type, space, offset))) throw new WasmInvalidException($"The export name {ModuleText.Quote(export.Name)} is already defined", offset);
                    break;
            }
        }
        return _types.Check(new ModuleType(imports, exports), definition.Offset);
    }

    private CoreEntity External(ImportEntry type, CoreTypeSpace space, int offset)
    {
        switch (type.Kind)
        {
            case ExternalKind.Function: return CoreEntity.Function(CoreFunctionType(space, type.FunctionTypeIndex, offset));
            case ExternalKind.Table:
                ModuleValidator.CheckSize(type.Table, offset);
                return CoreEntity.Of(type.Table with { Element = space.Resolve(type.Table.Element, offset) });
            case ExternalKind.Memory:
                ModuleValidator.CheckSize(type.Memory, offset);
                return CoreEntity.Of(type.Memory);
            case ExternalKind.Global: return CoreEntity.Of(type.Global with { Type = space.Resolve(type.Global.Type, offset) });
            default:
                var tag = CoreFunctionType(space, type.Tag.TypeIndex, offset);
                if (_coreTypes.Function(tag).Results.Length > 0) throw new WasmInvalidException("Non-empty tag result type", offset);
                return CoreEntity.Tag(tag);
        }
    }

    private int CoreFunctionType(CoreTypeSpace space, int index, int offset)
    {
        var id = space.Id((uint)index, offset);
        return _coreTypes[id - 1].Composite is FunctionType ? id : throw new WasmInvalidException($"Core type index {index} is not a function type", offset);
    }
}
