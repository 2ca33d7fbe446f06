namespace Microlight.Wasm.Binary;

/// <summary>What follows an opcode in the binary format.</summary>
internal enum ImmediateKind : byte
{
    Illegal,
    None,
    Block,
    /// <summary>One index of any space, or a label.</summary>
    Index,
    /// <summary>Two indices, the first into A, the second into B.</summary>
    IndexPair,
    Labels,
    SelectTypes,
    MemoryArgument,
    /// <summary>A memory argument, then a lane.</summary>
    MemoryLane,
    Lane,
    /// <summary>Sixteen bytes.</summary>
    Bytes,
    I32,
    I64,
    F32,
    F64,
    /// <summary>A heap type; nullable in what it makes for ref.null and the null forms of ref.test and ref.cast.</summary>
    HeapType,
    /// <summary>Flags, label and two heap types.</summary>
    CastBranch,
    /// <summary>Block type and catch clauses.</summary>
    TryTable,
    /// <summary>atomic.fence: a zero byte.</summary>
    Zero,
    /// <summary>0xfb … 0xfe: a second opcode as a u32.</summary>
    Prefix,
}

/// <summary>The immediates of every opcode (spec 5.4).</summary>
internal static class OpcodeTable
{
    private static readonly ImmediateKind[] Kinds = Build();

    public static ImmediateKind Immediates(Opcode opcode) => Kinds[(int)opcode];

    /// <summary>The opcode of a number behind a prefix; Unreachable, which has none, if there is no such instruction.</summary>
    public static Opcode Prefixed(byte prefix, uint number) => prefix switch
    {
        0xfd when number <= 0x113 => (Opcode)(0xd000 + number),
        0xfb or 0xfc or 0xfe when number <= 0xff => (Opcode)((prefix << 8) + number),
        _ => Opcode.Unreachable,
    };

    private static ImmediateKind[] Build()
    {
        var kinds = new ImmediateKind[0x10000];
        foreach (var opcode in Enum.GetValues<Opcode>()) kinds[(int)opcode] = KindOf(opcode);
        for (var prefix = 0xfb; prefix <= 0xfe; prefix++) kinds[prefix] = ImmediateKind.Prefix;
        return kinds;
    }

    private static ImmediateKind KindOf(Opcode opcode) => opcode switch
    {
        Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try => ImmediateKind.Block,
        Opcode.TryTable => ImmediateKind.TryTable,
        Opcode.Br or Opcode.BrIf or Opcode.Call or Opcode.ReturnCall or Opcode.CallRef or Opcode.ReturnCallRef or Opcode.Catch or Opcode.Throw
            or Opcode.Rethrow or Opcode.Delegate or Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee or Opcode.GlobalGet or Opcode.GlobalSet
            or Opcode.TableGet or Opcode.TableSet or Opcode.MemorySize or Opcode.MemoryGrow or Opcode.RefFunc or Opcode.BrOnNull
            or Opcode.BrOnNonNull => ImmediateKind.Index,
        Opcode.CallIndirect or Opcode.ReturnCallIndirect => ImmediateKind.IndexPair,
        Opcode.BrTable => ImmediateKind.Labels,
        Opcode.SelectT => ImmediateKind.SelectTypes,
        >= Opcode.I32Load and <= Opcode.I64Store32 => ImmediateKind.MemoryArgument,
        Opcode.I32Const => ImmediateKind.I32,
        Opcode.I64Const => ImmediateKind.I64,
        Opcode.F32Const => ImmediateKind.F32,
        Opcode.F64Const => ImmediateKind.F64,
        Opcode.RefNull or Opcode.RefTest or Opcode.RefTestNull or Opcode.RefCast or Opcode.RefCastNull => ImmediateKind.HeapType,
        Opcode.BrOnCast or Opcode.BrOnCastFail => ImmediateKind.CastBranch,
        Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayGet or Opcode.ArrayGetS
            or Opcode.ArrayGetU or Opcode.ArraySet or Opcode.ArrayFill => ImmediateKind.Index,
        Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU or Opcode.StructSet or Opcode.ArrayNewFixed or Opcode.ArrayNewData
            or Opcode.ArrayNewElem or Opcode.ArrayCopy or Opcode.ArrayInitData or Opcode.ArrayInitElem => ImmediateKind.IndexPair,
        Opcode.MemoryInit or Opcode.MemoryCopy or Opcode.TableInit or Opcode.TableCopy => ImmediateKind.IndexPair,
        Opcode.DataDrop or Opcode.MemoryFill or Opcode.ElemDrop or Opcode.TableGrow or Opcode.TableSize or Opcode.TableFill => ImmediateKind.Index,
        >= Opcode.V128Load and <= Opcode.V128Store or Opcode.V128Load32Zero or Opcode.V128Load64Zero => ImmediateKind.MemoryArgument,
        Opcode.V128Const or Opcode.I8x16Shuffle => ImmediateKind.Bytes,
        >= Opcode.I8x16ExtractLaneS and <= Opcode.F64x2ReplaceLane => ImmediateKind.Lane,
        >= Opcode.V128Load8Lane and <= Opcode.V128Store64Lane => ImmediateKind.MemoryLane,
        Opcode.AtomicFence => ImmediateKind.Zero,
        >= Opcode.MemoryAtomicNotify and <= Opcode.I64AtomicRmw32CmpxchgU => ImmediateKind.MemoryArgument,
        _ => ImmediateKind.None,
    };
}
