namespace Microlight.Wasm.Binary;

/// <summary>A block's type: no result, one result, or a function type by index.</summary>
internal readonly record struct BlockType(WasmType? Single, int TypeIndex)
{
    public static readonly BlockType Empty = new(null, -1);
}

/// <summary>Kinds of a try_table's clauses; the numbers are the binary format's.</summary>
internal enum CatchKind : byte { Catch = 0, CatchRef = 1, CatchAll = 2, CatchAllRef = 3 }

/// <summary>A clause of a try_table. Tag is 0 for the two kinds that catch all.</summary>
internal readonly record struct CatchClause(CatchKind Kind, uint Tag, uint Label);

/// <summary>
/// One decoded instruction. Immediates by opcode: A is the first index, label depth or tag; B the second index (call_indirect and
/// return_call_indirect: A type, B table; memory.copy: A destination memory, B source memory; table.init: A element segment, B table;
/// memory.init: A data segment, B memory; loads and stores: A memory index, B alignment exponent; struct.get: A type, B field;
/// array.new_fixed: A type, B count; array.copy: A destination type, B source type); Immediate is a constant's bits (i32 sign-extended,
/// floats zero-extended) or the memory offset. br_on_cast: A label, Types source and target.
/// </summary>
internal struct Instruction
{
    public Opcode Opcode;
    /// <summary>Lane index of vector instructions.</summary>
    public byte Lane;
    /// <summary>Offset of the opcode in the module's bytes.</summary>
    public int Offset;
    public uint A, B;
    public ulong Immediate;
    /// <summary>Bytes 8 to 15 of v128.const and of the lanes of i8x16.shuffle; Immediate has bytes 0 to 7.</summary>
    public ulong High;
    public BlockType Block;
    /// <summary>br_table: the labels, default last.</summary>
    public uint[]? Labels;
    /// <summary>Typed select: the types; ref.null: the nullable reference type; ref.test, ref.cast: the target; br_on_cast: source and target.</summary>
    public WasmType[]? Types;
    /// <summary>try_table.</summary>
    public CatchClause[]? Catches;
}
