using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Operations of SSA instructions that WebAssembly does not have. All others are named by <see cref="Opcode"/>: numeric instructions,
/// loads, stores, memory, table and global instructions keep their meaning; Br, BrIf, BrTable, Return,
/// ReturnCall, ReturnCallIndirect, ReturnCallRef and Unreachable end a block.
/// </summary>
internal static class IrOp
{
    /// <summary>A function parameter; Immediate is its index.</summary>
    public const Opcode Parameter = (Opcode)0x1001;
    /// <summary>One value per predecessor of its block, in Arguments.</summary>
    public const Opcode Phi = (Opcode)0x1002;
    /// <summary>Another name of the value A: what a replaced instruction becomes.</summary>
    public const Opcode Copy = (Opcode)0x1003;
    /// <summary>Address of the entry A (an index) of table Immediate, once its signature has been found to be Index; traps otherwise.</summary>
    public const Opcode TableEntry = (Opcode)0x1004;
    /// <summary>Result number Immediate (from 1) of the call just before.</summary>
    public const Opcode ExtraResult = (Opcode)0x1005;

    /// <summary>The parameter that slot number Immediate of the program's argument slots has; read at the function's start.</summary>
    public const Opcode ArgumentSlot = (Opcode)0x1006;
    /// <summary>A, an i64, if it is below Immediate (unsigned); otherwise the trap Index (a WasmTrapKind).</summary>
    public const Opcode CheckedAddress = (Opcode)0x1020;

    /// <summary>A if A + Immediate has none of the bits Index; otherwise the trap of an unaligned atomic access.</summary>
    public const Opcode AlignedAddress = (Opcode)0x1021;
    /// <summary>A, if it is not null; otherwise the trap Index (a WasmTrapKind).</summary>
    public const Opcode NullCheck = (Opcode)0x1030;
    /// <summary>The index A, zero-extended, if it is one of the array B; otherwise a trap.</summary>
    public const Opcode BoundsCheck = (Opcode)0x1031;
    /// <summary>
    /// Whether A is of a type: Index is its id, or the complement of an abstract type's TypeCode. Immediate has the flags below.
    /// </summary>
    public const Opcode TypeTest = (Opcode)0x1032;
    /// <summary>A, if it is of the type (as TypeTest has it); otherwise a trap.</summary>
    public const Opcode CastCheck = (Opcode)0x1033;
    /// <summary>Flags of TypeTest and CastCheck: null is of the type; A is a struct, an array or null; A is not null.</summary>
    public const ulong NullPasses = 1, IsObject = 2, IsNotNull = 4;
    /// <summary>An i32: 1 + the program's number of the tag of the exception that is on its way, 0 if there is none.</summary>
    public const Opcode Pending = (Opcode)0x1040;
    /// <summary>Makes Immediate the pending exception's number.</summary>
    public const Opcode SetPending = (Opcode)0x1041;
    /// <summary>Value number Immediate of the pending exception; read before anything is called.</summary>
    public const Opcode Payload = (Opcode)0x1042;
    /// <summary>Makes A value number Immediate of the pending exception.</summary>
    public const Opcode SetPayload = (Opcode)0x1043;
    /// <summary>The pending exception as a reference.</summary>
    public const Opcode CaughtException = (Opcode)0x1044;
    /// <summary>Makes the exception that A refers to the pending one; traps if A is null.</summary>
    public const Opcode ThrowReference = (Opcode)0x1045;

    public static bool IsConstant(Opcode op) => op is >= Opcode.I32Const and <= Opcode.F64Const or Opcode.V128Const;
    public static bool IsTerminator(Opcode op) => op is Opcode.Br or Opcode.BrIf or Opcode.BrTable or Opcode.Return or Opcode.Unreachable
        or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef;
    public static bool IsLoad(Opcode op) => op is >= Opcode.I32Load and <= Opcode.I64Load32U || VectorOpcodes.Shape(op) is VectorShape.Load or VectorShape.LoadLane;
    public static bool IsStore(Opcode op) => op is >= Opcode.I32Store and <= Opcode.I64Store32 || VectorOpcodes.Shape(op) is VectorShape.Store or VectorShape.StoreLane;
    /// <summary>Bytes that a load or store accesses.</summary>
    public static int AccessBytes(Opcode op) => 1 << (VectorOpcodes.Shape(op) == VectorShape.None ? Validation.MemoryAccess.Of(op).Alignment : VectorOpcodes.Alignment(op));
    public static bool IsNumeric(Opcode op) => op is >= Opcode.I32Eqz and <= Opcode.I64Extend32S or >= Opcode.I32TruncSatF32S and <= Opcode.I64TruncSatF64U
        or Opcode.I64MulWideS or Opcode.I64MulWideU;
    /// <summary>Makes an object, which may start a collection.</summary>
    public static bool IsAllocation(Opcode op) => op is Opcode.StructNew or Opcode.StructNewDefault or >= Opcode.ArrayNew and <= Opcode.ArrayNewElem;
    /// <summary>Computes a value from vectors, or a vector, without effects.</summary>
    public static bool IsVector(Opcode op) => VectorOpcodes.IsPure(op);
    /// <summary>Emits nothing by itself.</summary>
    public static bool IsSilent(Opcode op) => op is Opcode.Nop or Phi or Copy or Parameter || IsConstant(op);
}
