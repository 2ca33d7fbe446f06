using System.Text;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>
/// A load of which only the low bytes matter traps when any of its bytes is outside, the last included (spec 4.6.9): whatever the code
/// generator makes of the pair.
/// </summary>
public sealed class NarrowedLoadTests
{
    private const int Page = 65536;

    /// <summary>The width in bytes of the load, and the body of a function of an address in local 0 and an i64 in local 1 that gives an i32.</summary>
    private static readonly (int Width, string Body)[] Patterns =
    [
        (8, "(i32.wrap_i64 (i64.load (local.get 0)))"),
        (8, "(i32.extend8_s (i32.wrap_i64 (i64.load (local.get 0))))"),
        (8, "(i32.extend16_s (i32.wrap_i64 (i64.load (local.get 0))))"),
        (8, "(i32.and (i32.wrap_i64 (i64.load (local.get 0))) (i32.const 255))"),
        (8, "(i32.wrap_i64 (i64.and (i64.load (local.get 0)) (i64.const 255)))"),
        (8, "(i32.wrap_i64 (i64.and (i64.load (local.get 0)) (i64.const 0xffff)))"),
        (8, "(i32.wrap_i64 (i64.and (i64.load (local.get 0)) (i64.const 0xffffffff)))"),
        (8, "(i64.eqz (i64.and (i64.load (local.get 0)) (i64.const 4)))"),
        (8, "(i64.eq (i64.and (i64.load (local.get 0)) (i64.const 0xffff)) (local.get 1))"),
        (8, "(i64.eq (i64.extend8_s (i64.load (local.get 0))) (local.get 1))"),
        (8, "(i64.eq (i64.extend16_s (i64.load (local.get 0))) (local.get 1))"),
        (8, "(i64.eq (i64.extend32_s (i64.load (local.get 0))) (local.get 1))"),
        (8, "(i32.wrap_i64 (i64.add (i64.load (local.get 0)) (local.get 1)))"),
        (8, "(i32.wrap_i64 (i64.sub (local.get 1) (i64.load (local.get 0))))"),
        (8, "(i32.wrap_i64 (i64.mul (i64.load (local.get 0)) (local.get 1)))"),
        (8, "(i32.wrap_i64 (i64.and (i64.load (local.get 0)) (local.get 1)))"),
        (8, "(i32.wrap_i64 (i64.or (i64.xor (i64.load (local.get 0)) (i64.const 5)) (local.get 1)))"),
        (8, "(i32.wrap_i64 (i64.shl (i64.load (local.get 0)) (i64.const 3)))"),
        (8, "(i64.eq (i64.shl (i64.load (local.get 0)) (i64.const 32)) (local.get 1))"),
        (8, "(i64.eq (i64.shr_u (i64.shl (i64.load (local.get 0)) (i64.const 56)) (i64.const 56)) (local.get 1))"),
        (8, "(i64.eq (i64.shr_s (i64.shl (i64.load (local.get 0)) (i64.const 32)) (i64.const 32)) (local.get 1))"),
        (8, "(i32.wrap_i64 (i64.reinterpret_f64 (f64.load (local.get 0))))"),
        (8, "(i32.wrap_i64 (select (i64.load (local.get 0)) (i64.load (local.get 0)) (i64.eqz (local.get 1))))"),
        (8, "(i32.wrap_i64 (call $whole (local.get 0)))"),
        (8, "(call $part (i64.load (local.get 0)))"),
        (8, "(local.set 1 (i64.load (local.get 0))) (i32.add (i32.wrap_i64 (local.get 1)) (i32.extend8_s (i32.wrap_i64 (local.get 1))))"),
        (8, "(i64.store8 (i32.const 0) (i64.load (local.get 0))) (i32.const 0)"),
        (8, "(i64.store16 (i32.const 0) (i64.load (local.get 0))) (i32.const 0)"),
        (8, "(i64.store32 (i32.const 0) (i64.load (local.get 0))) (i32.const 0)"),
        (8, "(i64.store32 (i32.const 0) (i64.add (i64.load (local.get 0)) (i64.const 7))) (i32.const 0)"),
        (8, "(i32.store8 (i32.const 0) (i32.wrap_i64 (i64.load (local.get 0)))) (i32.const 0)"),
        (8, "(block (br_if 0 (i32.wrap_i64 (i64.load (local.get 0)))) (return (i32.const 1))) (i32.const 0)"),
        (8, "(block (br_if 0 (i64.eqz (i64.and (i64.load (local.get 0)) (i64.const 1)))) (return (i32.const 1))) (i32.const 0)"),
        (4, "(i32.extend8_s (i32.load (local.get 0)))"),
        (4, "(i32.extend16_s (i32.load (local.get 0)))"),
        (4, "(i32.and (i32.load (local.get 0)) (i32.const 255))"),
        (4, "(i32.and (i32.load (local.get 0)) (i32.const 0xffff))"),
        (4, "(i32.and (i32.load (local.get 0)) (i32.const 4))"),
        (4, "(i32.eqz (i32.and (i32.load (local.get 0)) (i32.const 4)))"),
        (4, "(i32.eqz (i32.and (i32.load (local.get 0)) (i32.const 0x400)))"),
        (4, "(block (br_if 0 (i32.and (i32.load (local.get 0)) (i32.const 4))) (return (i32.const 1))) (i32.const 0)"),
        (4, "(i32.eq (i32.and (i32.load (local.get 0)) (i32.const 255)) (i32.wrap_i64 (local.get 1)))"),
        (4, "(i32.shr_u (i32.shl (i32.load (local.get 0)) (i32.const 24)) (i32.const 24))"),
        (4, "(i32.shr_s (i32.shl (i32.load (local.get 0)) (i32.const 16)) (i32.const 16))"),
        (4, "(i32.and (i32.add (i32.load (local.get 0)) (i32.const 3)) (i32.const 255))"),
        (4, "(i32.and (i32.or (i32.load (local.get 0)) (i32.load (local.get 0))) (i32.const 255))"),
        (4, "(i32.extend8_s (i32.reinterpret_f32 (f32.load (local.get 0))))"),
        (4, "(i32.store8 (i32.const 0) (i32.load (local.get 0))) (i32.const 0)"),
        (4, "(i32.store16 (i32.const 0) (i32.load (local.get 0))) (i32.const 0)"),
        (4, "(i32.store8 (i32.const 0) (i32.or (i32.load8_u (i32.const 0)) (i32.load (local.get 0)))) (i32.const 0)"),
        (4, "(i32.store8 (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1))) (i32.const 0)"),
        (4, "(i32.wrap_i64 (i64.extend8_s (i64.load32_s (local.get 0))))"),
        (4, "(i32.wrap_i64 (i64.and (i64.load32_u (local.get 0)) (i64.const 255)))"),
        (8, "(i64.eq (i64.and (i64.load (local.get 0)) (i64.extend_i32_u (local.get 0))) (local.get 1))"),
        (8, "(i64.eq (i64.and (i64.extend_i32_u (local.get 0)) (i64.load (local.get 0))) (local.get 1))"),
        (8, "(call $masked (i64.load (local.get 0)) (i64.const 255))"),
        (8, "(i32.wrap_i64 (i64.rotl (local.get 1) (i64.load (local.get 0))))"),
        (8, "(i32.wrap_i64 (i64.shr_u (local.get 1) (i64.load (local.get 0))))"),
        (8, "(i32.extend8_s (i32.wrap_i64 (i64.add (i64.shr_u (i64.load (local.get 0)) (i64.const 8)) (i64.load (local.get 0)))))"),
        (8, "(memory.fill (i32.const 0) (i32.wrap_i64 (i64.load (local.get 0))) (i32.const 3)) (i32.const 0)"),
        (8, "(memory.fill (i32.const 0) (i32.wrap_i64 (i64.load (local.get 0))) (i32.wrap_i64 (local.get 1))) (i32.const 0)"),
        (4, "(i32.and (i32.load (local.get 0)) (i32.load (local.get 0)))"),
        (4, "(i32.rotl (local.get 0) (i32.load (local.get 0)))"),
        (4, "(i32.shl (local.get 0) (i32.load (local.get 0)))"),
        (4, "(memory.fill (i32.const 0) (i32.load (local.get 0)) (i32.const 40)) (i32.const 0)"),
        (4, "(i8x16.extract_lane_s 1 (i8x16.splat (i32.load (local.get 0))))"),
        (4, "(i16x8.extract_lane_s 1 (i16x8.splat (i32.load (local.get 0))))"),
        (4, "(i32x4.extract_lane 1 (i8x16.replace_lane 1 (i64x2.splat (local.get 1)) (i32.load (local.get 0))))"),
        (4, "(i32x4.extract_lane 1 (i16x8.replace_lane 1 (i64x2.splat (local.get 1)) (i32.load (local.get 0))))"),
        (4, "(i32x4.extract_lane 1 (i32x4.shl (i64x2.splat (local.get 1)) (i32.load (local.get 0))))"),
        (4, "(i32x4.extract_lane 1 (i8x16.shr_s (i64x2.splat (local.get 1)) (i32.load (local.get 0))))"),
        (4, "(i32x4.extract_lane 1 (f32x4.splat (f32.load (local.get 0))))"),
        (8, "(i32x4.extract_lane 1 (f32x4.splat (f32.demote_f64 (f64.load (local.get 0)))))"),
        (16, "(i32x4.extract_lane 0 (v128.load (local.get 0)))"),
        (16, "(i8x16.extract_lane_u 3 (v128.load (local.get 0)))"),
        (16, "(i16x8.extract_lane_s 2 (v128.load (local.get 0)))"),
        (16, "(i32.reinterpret_f32 (f32x4.extract_lane 1 (v128.load (local.get 0))))"),
        (16, "(i32.trunc_sat_f64_s (f64x2.extract_lane 0 (v128.load (local.get 0))))"),
        (16, "(i32.wrap_i64 (i64x2.extract_lane 0 (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i16x8.extend_low_i8x16_s (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i32x4.extend_low_i16x8_u (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i64x2.extend_low_i32x4_s (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i32x4.extmul_low_i16x8_s (v128.load (local.get 0)) (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i64x2.extmul_low_i32x4_u (v128.load (local.get 0)) (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (f64x2.convert_low_i32x4_s (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (f64x2.convert_low_i32x4_u (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (f64x2.promote_low_f32x4 (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (f32x4.demote_f64x2_zero (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i8x16.shuffle 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 (v128.load (local.get 0)) (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (v128.load (local.get 0)) (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i8x16.shuffle 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 (v128.load (local.get 0)) (v128.load (local.get 0))))"),
        (16, "(i8x16.bitmask (i8x16.shuffle 0 16 1 16 2 16 3 16 4 16 5 16 6 16 7 16 (v128.load (local.get 0)) (v128.const i64x2 0 0)))"),
        (16, "(i8x16.bitmask (i8x16.swizzle (v128.load (local.get 0)) (v128.const i64x2 0 0)))"),
        (16, "(v128.any_true (v128.and (v128.load (local.get 0)) (v128.const i64x2 -1 0)))"),
        (16, "(i8x16.bitmask (v128.and (v128.load (local.get 0)) (v128.const i32x4 -1 0 0 0)))"),
        (16, "(i8x16.extract_lane_u 0 (i8x16.shl (v128.load (local.get 0)) (i32.const 3)))"),
        (16, "(v128.store64_lane 0 (i32.const 0) (v128.load (local.get 0))) (i32.const 0)"),
        (16, "(v128.store32_lane 0 (i32.const 0) (v128.load (local.get 0))) (i32.const 0)"),
        (16, "(v128.store8_lane 3 (i32.const 0) (v128.load (local.get 0))) (i32.const 0)"),
        (16, "(i32x4.extract_lane 0 (call $vector (local.get 0)))"),
        (8, "(i8x16.extract_lane_u 0 (v128.load64_zero (local.get 0)))"),
        (8, "(i8x16.extract_lane_u 0 (v128.load64_splat (local.get 0)))"),
        (8, "(i8x16.extract_lane_u 0 (v128.load8x8_u (local.get 0)))"),
        (8, "(i64.eq (i64x2.extract_lane 0 (v128.load32x2_u (local.get 0))) (local.get 1))"),
        (8, "(i8x16.extract_lane_u 0 (v128.load64_lane 0 (local.get 0) (i64x2.splat (local.get 1))))"),
        (4, "(i8x16.extract_lane_u 0 (v128.load32_lane 0 (local.get 0) (i64x2.splat (local.get 1))))"),
        (4, "(i8x16.extract_lane_u 0 (v128.load32_zero (local.get 0)))"),
        (4, "(i8x16.extract_lane_u 0 (v128.load32_splat (local.get 0)))"),
        (2, "(i8x16.extract_lane_u 0 (v128.load16_splat (local.get 0)))"),
        (2, "(i8x16.extract_lane_u 0 (v128.load16_lane 0 (local.get 0) (i64x2.splat (local.get 1))))"),
        (2, "(i32.extend8_s (i32.load16_u (local.get 0)))"),
        (2, "(i32.and (i32.load16_s (local.get 0)) (i32.const 255))"),
        (2, "(i32.and (i32.load16_u (local.get 0)) (i32.const 1))"),
        (2, "(i32.eqz (i32.and (i32.load16_u (local.get 0)) (i32.const 1)))"),
        (2, "(i32.store8 (i32.const 0) (i32.load16_u (local.get 0))) (i32.const 0)"),
        (2, "(i64.store8 (i32.const 0) (i64.load16_s (local.get 0))) (i32.const 0)"),
        (2, "(i32.wrap_i64 (i64.extend8_s (i64.load16_u (local.get 0))))"),
    ];

    [SkippableFact]
    public void A_load_whose_low_bytes_alone_matter_traps_where_another_byte_is_outside()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module(Text())), "loads");
        using var instance = WasmInstance.Create(image);
        var missed = new List<string>();
        for (var i = 0; i < Patterns.Length; i++)
        {
            var (width, body) = Patterns[i];
            instance.Invoke($"p{i}", Arguments(Page - width));
            for (var outside = 1; outside <= width; outside++)
            {
                var trap = Record.Exception(() => instance.Invoke($"p{i}", Arguments(Page - width + outside))) as WasmTrapException;
                if (trap?.Kind != WasmTrapKind.OutOfBoundsMemoryAccess) missed.Add($"{outside} of {width} bytes outside: {body}");
                if (trap is not null) instance.Restore();
            }
        }
        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    private static string Text()
    {
        var text = new StringBuilder("""
            (memory 1)
            (func $whole (param i32) (result i64) (i64.load (local.get 0)))
            (func $masked (param i64 i64) (result i32) (i64.eqz (i64.and (local.get 0) (local.get 1))))
            (func $vector (param i32) (result v128) (v128.load (local.get 0)))
            (func $part (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
            """);
        for (var i = 0; i < Patterns.Length; i++) text.Append($"(func (export \"p{i}\") (param i32 i64) (result i32) {Patterns[i].Body})\n");
        return text.ToString();
    }

    private static GuestValue[] Arguments(int address) => [GuestValue.FromBits(GuestType.Int32, (ulong)address), GuestValue.FromBits(GuestType.Int64, 3)];
}
