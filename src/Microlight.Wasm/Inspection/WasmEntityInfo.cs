namespace Microlight.Wasm.Inspection;

/// <summary>What modules import and export (spec 2.5.10); the numbers are the binary format's.</summary>
public enum WasmEntityKind { Function = 0, Table = 1, Memory = 2, Global = 3, Tag = 4 }

/// <summary>An import: both its names, what it is and its type.</summary>
public sealed record WasmImportInfo(string Module, string Name, WasmEntityKind Kind, string Type);

/// <summary>An export: its name, what it is, its index in that index space and its type.</summary>
public sealed record WasmExportInfo(string Name, WasmEntityKind Kind, int Index, string Type);

/// <summary>A memory, table, global or tag.</summary>
public sealed record WasmEntityInfo(int Index, string Type, bool Imported);

/// <summary>A function defined in the module: its name from the name section (or its first export's), its type and the bytes of its body.</summary>
public sealed record WasmFunctionInfo(int Index, string? Name, string Type, int Size);

/// <summary>A section: its name (<c>type</c>, <c>code</c> …, a custom section's own), the bytes of its contents, and whether it is custom.</summary>
public sealed record WasmSectionInfo(string Name, int Size, bool Custom);
