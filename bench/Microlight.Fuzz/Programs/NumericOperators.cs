using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;

namespace Microlight.Fuzz.Programs;

/// <summary>Plain numeric instructions by the type of their result, and which need care to give the same in every engine.</summary>
internal static class NumericOperators
{
    public static readonly WasmType[] Types = [WasmType.I32, WasmType.I64, WasmType.F32, WasmType.F64];

    private static readonly Dictionary<WasmType, Opcode[]> Operators = Types.ToDictionary(t => t,
        t => Enum.GetValues<Opcode>().Where(o => OperatorSignatures.Of(o) is { Operands: > 0 } s && s.Result == t).ToArray());

    public static Opcode[] For(WasmType result) => Operators[result];

    /// <summary>Division and remainder of integers: traps for a divisor of 0.</summary>
    public static bool Divides(Opcode opcode) => opcode is >= Opcode.I32DivS and <= Opcode.I32RemU or >= Opcode.I64DivS and <= Opcode.I64RemU;

    /// <summary>Conversions that trap for most numbers; the saturating ones are as good a test of the arithmetic.</summary>
    public static bool TrapsOften(Opcode opcode) => opcode is >= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U or >= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U;

    /// <summary>Whether the result may be a NaN whose bits the specification leaves open.</summary>
    public static bool MakesNaN(Opcode opcode) => opcode is >= Opcode.F32Ceil and <= Opcode.F32Max or >= Opcode.F64Ceil and <= Opcode.F64Max
        or Opcode.F32DemoteF64 or Opcode.F64PromoteF32;
}
