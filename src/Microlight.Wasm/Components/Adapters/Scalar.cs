using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>A value that is one core value: how it is read from and written to memory, and what lifting does to it.</summary>
internal readonly record struct Scalar(FlatType Flat, string Load, string Store, string Normal = "{0}")
{
    public static readonly Scalar Address = new(FlatType.I32, "i32.load", "i32.store");

    /// <summary>Null for strings, which are two, and what is not supported.</summary>
    public static Scalar? Of(Primitive primitive) => primitive switch
    {
        Primitive.Bool => new(FlatType.I32, "i32.load8_u", "i32.store8", "(i32.ne {0} (i32.const 0))"),
        Primitive.S8 => new(FlatType.I32, "i32.load8_s", "i32.store8", "(i32.extend8_s {0})"),
        Primitive.U8 => new(FlatType.I32, "i32.load8_u", "i32.store8", "(i32.and {0} (i32.const 0xff))"),
        Primitive.S16 => new(FlatType.I32, "i32.load16_s", "i32.store16", "(i32.extend16_s {0})"),
        Primitive.U16 => new(FlatType.I32, "i32.load16_u", "i32.store16", "(i32.and {0} (i32.const 0xffff))"),
        Primitive.S64 or Primitive.U64 => new(FlatType.I64, "i64.load", "i64.store"),
        Primitive.F32 => new(FlatType.F32, "f32.load", "f32.store"),
        Primitive.F64 => new(FlatType.F64, "f64.load", "f64.store"),
        Primitive.S32 or Primitive.U32 or Primitive.Char => Address,
        _ => null,
    };

    /// <summary>An unsigned number of so many bytes: discriminants and flags, whose upper bits are not for reading to judge.</summary>
    public static Scalar Unsigned(long bytes) => bytes switch
    {
        1 => new(FlatType.I32, "i32.load8_u", "i32.store8"),
        2 => new(FlatType.I32, "i32.load16_u", "i32.store16"),
        _ => Address,
    };

    /// <summary>Whether lifting a core value changes it.</summary>
    public bool IsNormalised => Normal != "{0}";

    /// <summary>A core value out of one of a type that it was joined with (CanonicalABI.md, lift_flat_variant).</summary>
    public static string Narrow(string value, FlatType have, FlatType want) => (Core(have), Core(want)) switch
    {
        (FlatType.I32, FlatType.F32) => $"(f32.reinterpret_i32 {value})",
        (FlatType.I64, FlatType.I32) => $"(i32.wrap_i64 {value})",
        (FlatType.I64, FlatType.F32) => $"(f32.reinterpret_i32 (i32.wrap_i64 {value}))",
        (FlatType.I64, FlatType.F64) => $"(f64.reinterpret_i64 {value})",
        _ => value,
    };

    /// <summary>A core value into one of a type that it was joined with (lower_flat_variant).</summary>
    public static string Widen(string value, FlatType have, FlatType want) => (Core(have), Core(want)) switch
    {
        (FlatType.F32, FlatType.I32) => $"(i32.reinterpret_f32 {value})",
        (FlatType.I32, FlatType.I64) => $"(i64.extend_i32_u {value})",
        (FlatType.F32, FlatType.I64) => $"(i64.extend_i32_u (i32.reinterpret_f32 {value}))",
        (FlatType.F64, FlatType.I64) => $"(i64.reinterpret_f64 {value})",
        _ => value,
    };

    private static FlatType Core(FlatType type) => type == FlatType.Pointer ? FlatType.I32 : type;
}
