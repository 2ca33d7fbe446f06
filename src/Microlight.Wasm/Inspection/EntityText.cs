using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Inspection;

/// <summary>Types of what a module holds, as text.</summary>
internal sealed class EntityText(WasmModule module)
{
    /// <summary>By type index, each made once: a million functions may have one type of a thousand parameters.</summary>
    private readonly string?[] _types = new string?[module.Types.Length];

    public string Import(ImportEntry import) => import.Kind switch
    {
        ExternalKind.Function => Type(import.FunctionTypeIndex),
        ExternalKind.Table => Text(import.Table),
        ExternalKind.Memory => Text(import.Memory),
        ExternalKind.Global => Text(import.Global),
        _ => Type(import.Tag.TypeIndex),
    };

    public string Entity(ExternalKind kind, int index) => kind switch
    {
        ExternalKind.Function => Type(module.FunctionTypes[index]),
        ExternalKind.Table => Text(module.Tables[index]),
        ExternalKind.Memory => Text(module.Memories[index]),
        ExternalKind.Global => Text(module.Globals[index]),
        _ => Type(module.Tags[index].TypeIndex),
    };

    public WasmEntityInfo[] All(ExternalKind kind, int count, int imported)
    {
        var all = new WasmEntityInfo[count];
        for (var i = 0; i < count; i++) all[i] = new WasmEntityInfo(i, Entity(kind, i), i < imported);
        return all;
    }

    public WasmFunctionInfo[] Functions()
    {
        var exports = new Dictionary<int, string>();
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function) exports.TryAdd(export.Index, export.Name);
        }
        var functions = new WasmFunctionInfo[module.Bodies.Length];
        for (var i = 0; i < functions.Length; i++)
        {
            var index = module.ImportedFunctions + i;
            var name = module.FunctionNames.GetValueOrDefault(index) ?? exports.GetValueOrDefault(index);
            functions[i] = new WasmFunctionInfo(index, name, Type(module.FunctionTypes[index]), module.Bodies[i].End - module.Bodies[i].Code);
        }
        return functions;
    }

    private string Type(int index) => _types[index] ??= module.Types[index].Composite.ToString()!;
    private static string Text(TableType table) => $"{Text(table.Limits)} {table.Element}";
    private static string Text(MemoryType memory) => $"{Text(memory.Limits)}{(memory.Shared ? " shared" : "")}";
    private static string Text(GlobalType global) => global.Mutable ? $"(mut {global.Type})" : global.Type.ToString();
    private static string Text(Limits limits) => $"{limits.Address} {limits.Minimum}..{limits.Maximum}";
}
