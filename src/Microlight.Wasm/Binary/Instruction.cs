namespace Microlight.Wasm.Binary;

/// <summary>A block's type: no result, one result, or a function type by index.</summary>
internal readonly record struct BlockType(WasmType? Single, int TypeIndex)
{
    public static readonly BlockType Empty = new(null, -1);
}

/// <summary>
/// One decoded instruction. Immediates by opcode: A is the first index, label depth, lane or alignment exponent; B the second index
/// (call_indirect: A type, B table; memory.copy: A destination memory, B source memory; table.init: A element segment, B table;
/// memory.init: A data segment, B memory; loads and stores: A memory index, B alignment exponent); Immediate is a constant's bits
/// (i32 sign-extended, floats zero-extended) or the memory offset.
/// </summary>
internal struct Instruction
{
    public Opcode Opcode;
    /// <summary>Offset of the opcode in the module's bytes.</summary>
    public int Offset;
    public uint A, B;
    public ulong Immediate;
    public BlockType Block;
    /// <summary>br_table: the labels, default last. ref.null and select with types: null here, types below.</summary>
    public uint[]? Labels;
    public WasmType[]? Types;
}
