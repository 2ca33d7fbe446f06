using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Components.Validation;

/// <summary>The type of a core module: its imports and exports with types that other modules' can be compared with.</summary>
internal static class ModuleTypes
{
    /// <param name="module">Validated.</param>
    /// <param name="types">Of the component; the module's are added to it.</param>
    /// <exception cref="WasmInvalidException">Two imports have the same names, which components do not allow (Binary.md, core modules).</exception>
    public static ModuleType Of(WasmModule module, TypeTable types)
    {
        var ids = types.Add(module.Types);
        var imports = new OrderedDictionary<(string, string), CoreEntity>();
        foreach (var import in module.Imports) Add(imports, import, Of(import, ids), -1);
        var exports = new Dictionary<string, CoreEntity>(module.Exports.Length, StringComparer.Ordinal);
        foreach (var export in module.Exports)
        {
            exports.Add(export.Name, export.Kind switch
            {
                ExternalKind.Function => CoreEntity.Function(ids[module.FunctionTypes[export.Index]]),
                ExternalKind.Table => CoreEntity.Of(module.Tables[export.Index] with { Element = TypeTable.Translate(module.Tables[export.Index].Element, ids) }),
                ExternalKind.Memory => CoreEntity.Of(module.Memories[export.Index]),
                ExternalKind.Global => CoreEntity.Of(module.Globals[export.Index] with { Type = TypeTable.Translate(module.Globals[export.Index].Type, ids) }),
                _ => CoreEntity.Tag(ids[module.Tags[export.Index].TypeIndex]),
            });
        }
        return new ModuleType(imports, exports);
    }

    public static void Add(OrderedDictionary<(string, string), CoreEntity> imports, ImportEntry import, CoreEntity entity, int offset)
    {
        if (!imports.TryAdd((import.Module, import.Name), entity))
            throw new WasmInvalidException($"Duplicate import name {ModuleText.Quote(import.Module)} {ModuleText.Quote(import.Name)}", offset);
    }

    /// <param name="ids">Of the types that the import's indices mean.</param>
    private static CoreEntity Of(ImportEntry import, int[] ids) => import.Kind switch
    {
        ExternalKind.Function => CoreEntity.Function(ids[import.FunctionTypeIndex]),
        ExternalKind.Table => CoreEntity.Of(import.Table with { Element = TypeTable.Translate(import.Table.Element, ids) }),
        ExternalKind.Memory => CoreEntity.Of(import.Memory),
        ExternalKind.Global => CoreEntity.Of(import.Global with { Type = TypeTable.Translate(import.Global.Type, ids) }),
        _ => CoreEntity.Tag(ids[import.Tag.TypeIndex]),
    };
}
