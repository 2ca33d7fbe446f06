namespace Microlight.Wasm.Binary;

internal enum ExternalKind : byte { Function = 0, Table = 1, Memory = 2, Global = 3, Tag = 4 }

/// <summary>An import; exactly one of the type properties belongs to Kind.</summary>
internal sealed record ImportEntry(string Module, string Name, ExternalKind Kind)
{
    public int FunctionTypeIndex { get; init; } = -1;
    public TableType Table { get; init; }
    public MemoryType Memory { get; init; }
    public GlobalType Global { get; init; }
    public TagType Tag { get; init; }
}

internal sealed record ExportEntry(string Name, ExternalKind Kind, int Index);

/// <summary>A function defined here. Code is the offset in the module's bytes of the first instruction; End is one past its final <c>end</c>.</summary>
internal sealed record FunctionBody(int TypeIndex, (int Count, WasmType Type)[] Locals, int Code, int End);

/// <summary>A constant expression: [Start, End) in the module's bytes, the final <c>end</c> included.</summary>
internal readonly record struct ConstantExpression(int Start, int End);

internal sealed record GlobalEntry(GlobalType Type, ConstantExpression Initializer);
internal sealed record TableEntry(TableType Type, ConstantExpression? Initializer);

internal enum SegmentMode : byte { Active, Passive, Declarative }

/// <summary>An element segment. Items: function indices when Functions is set, otherwise one constant expression each.</summary>
internal sealed record ElementSegment(SegmentMode Mode, int Table, ConstantExpression Offset, WasmType Type, int[]? Functions, ConstantExpression[]? Expressions)
{
    public int Count => Functions?.Length ?? Expressions!.Length;
}

/// <summary>A data segment; its bytes are [Start, Start + Length) in the module's bytes.</summary>
internal sealed record DataSegment(SegmentMode Mode, int Memory, ConstantExpression Offset, int Start, int Length);

/// <summary>A decoded core module. Index spaces hold imports first, as the specification numbers them.</summary>
internal sealed class WasmModule
{
    public required ReadOnlyMemory<byte> Bytes { get; init; }
    /// <summary>All types that the module defines, groups of recursive types one after the other.</summary>
    public required TypeDefinition[] Types { get; init; }
    public required ImportEntry[] Imports { get; init; }
    /// <summary>Type index of every function, imports first.</summary>
    public required int[] FunctionTypes { get; init; }
    public required FunctionBody[] Bodies { get; init; }
    public required TableType[] Tables { get; init; }
    /// <summary>Initialisers of the defined tables (index − imported tables).</summary>
    public required TableEntry[] DefinedTables { get; init; }
    public required MemoryType[] Memories { get; init; }
    public required GlobalType[] Globals { get; init; }
    /// <summary>Defined globals (index − imported globals).</summary>
    public required GlobalEntry[] DefinedGlobals { get; init; }
    public TagType[] Tags { get; init; } = [];
    public required ExportEntry[] Exports { get; init; }
    public int? Start { get; init; }
    public required ElementSegment[] Elements { get; init; }
    public required DataSegment[] Data { get; init; }
    public int? DataCount { get; init; }
    /// <summary>Function names from the name section (by function index), for diagnostics only.</summary>
    public required IReadOnlyDictionary<int, string> FunctionNames { get; init; }
    public string? Name { get; init; }

    public int ImportedFunctions { get; init; }
    public int ImportedTables { get; init; }
    public int ImportedMemories { get; init; }
    public int ImportedGlobals { get; init; }
    public int ImportedTags { get; init; }

    /// <summary>Some function has a tail call; validation finds that out.</summary>
    public bool HasTailCalls { get; set; }

    /// <summary>The type definition of that index, which must be a function type's.</summary>
    public FunctionType FunctionTypeAt(int type) => (FunctionType)Types[type].Composite;
    public FunctionType TypeOf(int function) => FunctionTypeAt(FunctionTypes[function]);
}
