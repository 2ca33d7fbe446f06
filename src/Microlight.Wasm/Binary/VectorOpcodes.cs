namespace Microlight.Wasm.Binary;

/// <summary>What a vector instruction takes and gives (spec 3.4.9): v is a v128, x a number of the lanes' type.</summary>
internal enum VectorShape : byte
{
    None,
    /// <summary>Address → v.</summary>
    Load,
    /// <summary>Address, v → v.</summary>
    LoadLane,
    /// <summary>Address, v.</summary>
    Store,
    /// <summary>Address, v.</summary>
    StoreLane,
    /// <summary>→ v.</summary>
    Constant,
    /// <summary>v, v → v, sixteen lane numbers.</summary>
    Shuffle,
    /// <summary>x → v.</summary>
    Splat,
    /// <summary>v → x, a lane number.</summary>
    ExtractLane,
    /// <summary>v, x → v, a lane number.</summary>
    ReplaceLane,
    /// <summary>v → v.</summary>
    Unary,
    /// <summary>v, v → v.</summary>
    Binary,
    /// <summary>v, v, v → v.</summary>
    Ternary,
    /// <summary>v, i32 → v.</summary>
    Shift,
    /// <summary>v → i32.</summary>
    Test,
}

/// <summary>Shapes, lane types and lane counts of the vector instructions (spec 5.4.9).</summary>
internal static class VectorOpcodes
{
    private static readonly VectorShape[] Shapes = Build();

    public static VectorShape Shape(Opcode opcode) => opcode is >= Opcode.V128Load and <= Opcode.I32x4RelaxedDotI8x16I7x16AddS ? Shapes[opcode - Opcode.V128Load] : VectorShape.None;

    /// <summary>Computes a value from values alone.</summary>
    public static bool IsPure(Opcode opcode) => Shape(opcode) >= VectorShape.Shuffle;

    /// <summary>The type of the number that a splat takes, extract_lane gives and replace_lane takes.</summary>
    public static WasmType Lane(Opcode opcode) => opcode switch
    {
        Opcode.I64x2Splat or Opcode.I64x2ExtractLane or Opcode.I64x2ReplaceLane => WasmType.I64,
        Opcode.F32x4Splat or Opcode.F32x4ExtractLane or Opcode.F32x4ReplaceLane => WasmType.F32,
        Opcode.F64x2Splat or Opcode.F64x2ExtractLane or Opcode.F64x2ReplaceLane => WasmType.F64,
        _ => WasmType.I32,
    };

    /// <summary>Lanes that an instruction with a lane number may name.</summary>
    public static int LaneCount(Opcode opcode) => opcode switch
    {
        >= Opcode.I8x16ExtractLaneS and <= Opcode.I8x16ReplaceLane or Opcode.V128Load8Lane or Opcode.V128Store8Lane => 16,
        >= Opcode.I16x8ExtractLaneS and <= Opcode.I16x8ReplaceLane or Opcode.V128Load16Lane or Opcode.V128Store16Lane => 8,
        Opcode.I32x4ExtractLane or Opcode.I32x4ReplaceLane or Opcode.F32x4ExtractLane or Opcode.F32x4ReplaceLane or Opcode.V128Load32Lane or Opcode.V128Store32Lane => 4,
        _ => 2,
    };

    /// <summary>Natural alignment of a vector load or store, an exponent of two.</summary>
    public static int Alignment(Opcode opcode) => opcode switch
    {
        Opcode.V128Load or Opcode.V128Store => 4,
        Opcode.V128Load8Splat or Opcode.V128Load8Lane or Opcode.V128Store8Lane => 0,
        Opcode.V128Load16Splat or Opcode.V128Load16Lane or Opcode.V128Store16Lane => 1,
        Opcode.V128Load32Splat or Opcode.V128Load32Zero or Opcode.V128Load32Lane or Opcode.V128Store32Lane => 2,
        _ => 3,
    };

    private static VectorShape[] Build()
    {
        var shapes = new VectorShape[Opcode.I32x4RelaxedDotI8x16I7x16AddS - Opcode.V128Load + 1];
        foreach (var opcode in Enum.GetValues<Opcode>())
        {
            if (opcode is >= Opcode.V128Load and <= Opcode.I32x4RelaxedDotI8x16I7x16AddS) shapes[opcode - Opcode.V128Load] = ShapeOf(opcode);
        }
        return shapes;
    }

    private static VectorShape ShapeOf(Opcode opcode) => opcode switch
    {
        >= Opcode.V128Load and <= Opcode.V128Load64Splat or Opcode.V128Load32Zero or Opcode.V128Load64Zero => VectorShape.Load,
        Opcode.V128Store => VectorShape.Store,
        >= Opcode.V128Load8Lane and <= Opcode.V128Load64Lane => VectorShape.LoadLane,
        >= Opcode.V128Store8Lane and <= Opcode.V128Store64Lane => VectorShape.StoreLane,
        Opcode.V128Const => VectorShape.Constant,
        Opcode.I8x16Shuffle => VectorShape.Shuffle,
        >= Opcode.I8x16Splat and <= Opcode.F64x2Splat => VectorShape.Splat,
        Opcode.I8x16ReplaceLane or Opcode.I16x8ReplaceLane or Opcode.I32x4ReplaceLane or Opcode.I64x2ReplaceLane or Opcode.F32x4ReplaceLane
            or Opcode.F64x2ReplaceLane => VectorShape.ReplaceLane,
        >= Opcode.I8x16ExtractLaneS and <= Opcode.F64x2ExtractLane => VectorShape.ExtractLane,
        Opcode.V128AnyTrue or Opcode.I8x16AllTrue or Opcode.I16x8AllTrue or Opcode.I32x4AllTrue or Opcode.I64x2AllTrue
            or Opcode.I8x16Bitmask or Opcode.I16x8Bitmask or Opcode.I32x4Bitmask or Opcode.I64x2Bitmask => VectorShape.Test,
        >= Opcode.I8x16Shl and <= Opcode.I8x16ShrU or >= Opcode.I16x8Shl and <= Opcode.I16x8ShrU or >= Opcode.I32x4Shl and <= Opcode.I32x4ShrU
            or >= Opcode.I64x2Shl and <= Opcode.I64x2ShrU => VectorShape.Shift,
        Opcode.V128Bitselect or >= Opcode.F32x4RelaxedMadd and <= Opcode.I64x2RelaxedLaneselect or Opcode.I32x4RelaxedDotI8x16I7x16AddS => VectorShape.Ternary,
        Opcode.V128Not or Opcode.F32x4DemoteF64x2Zero or Opcode.F64x2PromoteLowF32x4
            or Opcode.I8x16Abs or Opcode.I8x16Neg or Opcode.I8x16Popcnt or Opcode.I16x8Abs or Opcode.I16x8Neg or Opcode.I32x4Abs or Opcode.I32x4Neg
            or Opcode.I64x2Abs or Opcode.I64x2Neg or Opcode.F32x4Abs or Opcode.F32x4Neg or Opcode.F32x4Sqrt or Opcode.F64x2Abs or Opcode.F64x2Neg or Opcode.F64x2Sqrt
            or >= Opcode.F32x4Ceil and <= Opcode.F32x4Nearest or Opcode.F64x2Ceil or Opcode.F64x2Floor or Opcode.F64x2Trunc or Opcode.F64x2Nearest
            or >= Opcode.I16x8ExtaddPairwiseI8x16S and <= Opcode.I32x4ExtaddPairwiseI16x8U
            or >= Opcode.I16x8ExtendLowI8x16S and <= Opcode.I16x8ExtendHighI8x16U or >= Opcode.I32x4ExtendLowI16x8S and <= Opcode.I32x4ExtendHighI16x8U
            or >= Opcode.I64x2ExtendLowI32x4S and <= Opcode.I64x2ExtendHighI32x4U or >= Opcode.I32x4TruncSatF32x4S and <= Opcode.F64x2ConvertLowI32x4U
            or >= Opcode.I32x4RelaxedTruncF32x4S and <= Opcode.I32x4RelaxedTruncF64x2UZero => VectorShape.Unary,
        _ => VectorShape.Binary,
    };
}
