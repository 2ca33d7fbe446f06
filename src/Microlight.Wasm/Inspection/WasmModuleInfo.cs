using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Inspection;

/// <summary>What a core module is made of: imports, exports, memories, features, the size of each function. Reading it compiles and runs nothing.</summary>
/// <remarks>Types are in the text format's notation: <c>[i32 i64] -> [f32]</c>, <c>i32 1..2</c>. Names are the module's own and may hold any character.</remarks>
public sealed class WasmModuleInfo
{
    private WasmModuleInfo(WasmModule module)
    {
        Size = module.Bytes.Length;
        Name = module.Name;
        Start = module.Start;
        var text = new EntityText(module);
        Imports = [.. module.Imports.Select(i => new WasmImportInfo(i.Module, i.Name, Kind(i.Kind), text.Import(i)))];
        Exports = [.. module.Exports.Select(e => new WasmExportInfo(e.Name, Kind(e.Kind), e.Index, text.Entity(e.Kind, e.Index)))];
        Memories = text.All(ExternalKind.Memory, module.Memories.Length, module.ImportedMemories);
        Tables = text.All(ExternalKind.Table, module.Tables.Length, module.ImportedTables);
        Globals = text.All(ExternalKind.Global, module.Globals.Length, module.ImportedGlobals);
        Tags = text.All(ExternalKind.Tag, module.Tags.Length, module.ImportedTags);
        Functions = text.Functions();
        Sections = SectionScan.Read(module.Bytes.Span);
        DataSegments = module.Data.Length;
        DataBytes = module.Data.Sum(d => (long)d.Length);
        ElementSegments = module.Elements.Length;
        Types = module.Types.Length;
        Features = FeatureScan.Read(module);
    }

    /// <summary>Bytes of the module.</summary>
    public int Size { get; }
    /// <summary>The module's name from the name section, or null.</summary>
    public string? Name { get; }
    /// <summary>Index of the start function, or null.</summary>
    public int? Start { get; }
    /// <summary>How many types the module defines.</summary>
    public int Types { get; }
    /// <summary>In the module's order.</summary>
    public IReadOnlyList<WasmImportInfo> Imports { get; }
    /// <summary>In the module's order.</summary>
    public IReadOnlyList<WasmExportInfo> Exports { get; }
    /// <summary>By index, imported ones first.</summary>
    public IReadOnlyList<WasmEntityInfo> Memories { get; }
    /// <summary>By index, imported ones first.</summary>
    public IReadOnlyList<WasmEntityInfo> Tables { get; }
    /// <summary>By index, imported ones first.</summary>
    public IReadOnlyList<WasmEntityInfo> Globals { get; }
    /// <summary>By index, imported ones first.</summary>
    public IReadOnlyList<WasmEntityInfo> Tags { get; }
    /// <summary>The functions defined here, by index.</summary>
    public IReadOnlyList<WasmFunctionInfo> Functions { get; }
    /// <summary>In the order of the bytes; custom sections by name.</summary>
    public IReadOnlyList<WasmSectionInfo> Sections { get; }
    public int DataSegments { get; }
    /// <summary>Bytes of all data segments together.</summary>
    public long DataBytes { get; }
    public int ElementSegments { get; }
    /// <summary>What the module uses beyond WebAssembly 1.0, in alphabetical order: <c>SIMD</c>, <c>tail calls</c> …</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Decodes and validates a module and says what it is made of. Time and memory are linear in its size.</summary>
    /// <param name="module">A core module in the binary format.</param>
    /// <exception cref="WasmModuleException">It is malformed, invalid, beyond a limit, or uses something unsupported; the exception's type says which.</exception>
    public static WasmModuleInfo Read(ReadOnlyMemory<byte> module)
    {
        var decoded = ModuleDecoder.Decode(module);
        ModuleValidator.Validate(decoded);
        return new WasmModuleInfo(decoded);
    }

    private static WasmEntityKind Kind(ExternalKind kind) => (WasmEntityKind)kind;
}
