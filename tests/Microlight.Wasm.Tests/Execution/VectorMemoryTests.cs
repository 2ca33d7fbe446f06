using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>
/// Vector loads and stores at the end of memory (spec 4.6.9): they trap if any of their bytes is outside, whoever uses which part of the
/// value, and a store that traps has written nothing.
/// </summary>
public sealed class VectorMemoryTests
{
    private const int End = 65536;

    private static readonly (string Name, int Size)[] Loads =
    [
        ("v128.load", 16), ("v128.load8x8_s", 8), ("v128.load8x8_u", 8), ("v128.load16x4_s", 8), ("v128.load16x4_u", 8), ("v128.load32x2_s", 8), ("v128.load32x2_u", 8),
        ("v128.load8_splat", 1), ("v128.load16_splat", 2), ("v128.load32_splat", 4), ("v128.load64_splat", 8), ("v128.load32_zero", 4), ("v128.load64_zero", 8),
        ("v128.load8_lane", 1), ("v128.load16_lane", 2), ("v128.load32_lane", 4), ("v128.load64_lane", 8),
    ];

    private static readonly (string Name, int Size)[] Stores =
        [("v128.store", 16), ("v128.store8_lane", 1), ("v128.store16_lane", 2), ("v128.store32_lane", 4), ("v128.store64_lane", 8)];

    /// <summary>What looks at a part of a vector, so that a code generator may read no more: format strings of text.</summary>
    private static readonly string[] Uses =
    [
        "(drop {0})", "(drop (i8x16.extract_lane_u 0 {0}))", "(drop (i32x4.extract_lane 1 {0}))", "(drop (f32x4.extract_lane 0 {0}))", "(drop (f64x2.extract_lane 0 {0}))",
        "(global.set $x (i64.extend_i32_u (i32x4.extract_lane 0 {0})))", "(global.set $x (i64x2.extract_lane 0 {0}))", "(global.set $x (i64.reinterpret_f64 (f64x2.extract_lane 0 {0})))",
        "(global.set $x (i64.extend_i32_s (i16x8.extract_lane_s 0 {0})))", "(global.set $x (i64.extend_i32_u (i32.reinterpret_f32 (f32x4.extract_lane 0 {0}))))",
        "(global.set $v (i16x8.extend_low_i8x16_s {0}))", "(global.set $v (i32x4.extend_low_i16x8_u {0}))", "(global.set $v (i64x2.extend_low_i32x4_s {0}))",
        "(global.set $v (f64x2.promote_low_f32x4 {0}))", "(global.set $v (f64x2.convert_low_i32x4_s {0}))", "(global.set $v (f64x2.convert_low_i32x4_u {0}))",
        "(global.set $v (i16x8.extmul_low_i8x16_s {0} (global.get $v)))", "(global.set $v (i64x2.extmul_low_i32x4_u (global.get $v) {0}))",
        "(global.set $v (i8x16.shuffle 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 {0} {0}))", "(global.set $v (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 {0} (global.get $v)))",
        "(global.set $v (i32x4.splat (i32x4.extract_lane 0 {0})))", "(global.set $v (v128.and {0} (v128.const i64x2 -1 0)))", "(global.set $v (i64x2.shl (global.get $v) (i32x4.extract_lane 0 {0})))",
        "(global.set $v (f64x2.replace_lane 0 (global.get $v) (f64x2.extract_lane 0 {0})))", "(global.set $v (f32x4.replace_lane 2 (global.get $v) (f32x4.extract_lane 0 {0})))",
        "(global.set $v (v128.or {0} (global.get $v)))", "(global.set $v (f32x4.sqrt {0}))", "(global.set $v (i8x16.swizzle (global.get $v) {0}))",
        "(v128.store32_lane 0 (i32.const 64) {0})", "(v128.store64_lane 1 (i32.const 64) {0})",
    ];

    private static WasmInstance Run(string text) =>
        WasmInstance.Create(GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module(text), new WasmCompilerOptions { Isolation = SandboxOptions.DefaultIsolation }), "vectors"));

    private static string Access(string name, string address, string vector = "(v128.const i64x2 -1 -1)", int memory = 0) =>
        name.EndsWith("_lane", StringComparison.Ordinal) ? $"({name} {memory} offset=5 1 {address} {vector})"
            : name.Contains(".store", StringComparison.Ordinal) ? $"({name} {memory} offset=5 {address} {vector})" : $"({name} {memory} offset=5 {address})";

    [SkippableTheory]
    [InlineData("i32")]
    [InlineData("i64")]
    public void Loads_trap_if_a_byte_is_outside(string index)
    {
        var text = new StringBuilder($"(module (memory {index} 1 1) (global $x (mut i64) (i64.const 0)) (global $v (mut v128) (v128.const i64x2 0 0))");
        foreach (var (name, _) in Loads)
        {
            for (var i = 0; i < Uses.Length; i++)
            {
                var use = index == "i64" ? Uses[i].Replace("(i32.const 64)", "(i64.const 64)", StringComparison.Ordinal) : Uses[i];
                // Where the use names the value twice it is a local's.
                var value = Access(name, "(local.get 0)");
                var body = use.IndexOf("{0}", StringComparison.Ordinal) == use.LastIndexOf("{0}", StringComparison.Ordinal)
                    ? string.Format(CultureInfo.InvariantCulture, use, value)
                    : $"(local.set 1 {value}) {string.Format(CultureInfo.InvariantCulture, use, "(local.get 1)")}";
                text.Append(CultureInfo.InvariantCulture, $"(func (export \"{name} {i}\") (param {index}) (local v128) {body})");
            }
        }
        var wrong = new StringBuilder();
        using var instance = Run(text.Append(')').ToString());
        foreach (var (name, size) in Loads)
        {
            for (var i = 0; i < Uses.Length; i++)
            {
                var last = End - size - 5;
                GuestValue At(long address) => index == "i64" ? (GuestValue)address : (GuestValue)(int)address;
                instance.Invoke($"{name} {i}", [At(last)]);
                foreach (var outside in (int[])[last + 1, last + size, End])
                {
                    var what = "no trap";
                    try
                    {
                        instance.Invoke($"{name} {i}", [At(outside)]);
                    }
                    catch (WasmTrapException e)
                    {
                        what = e.Kind.ToString();
                    }
                    if (what != nameof(WasmTrapKind.OutOfBoundsMemoryAccess)) wrong.AppendLine(CultureInfo.InvariantCulture, $"{string.Format(CultureInfo.InvariantCulture, Uses[i], name)} at {outside}: {what}");
                    instance.Restore();
                }
            }
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [SkippableTheory]
    [InlineData("i32")]
    [InlineData("i64")]
    public void Stores_that_trap_write_nothing(string index)
    {
        // The second memory is the one that lies at no fixed address.
        var text = new StringBuilder($"(module (memory {index} 1 1) (memory {index} 1 1)");
        for (var memory = 0; memory < 2; memory++)
        {
            foreach (var (name, _) in Stores)
                text.Append(CultureInfo.InvariantCulture, $"(func (export \"{name} {memory}\") (param {index} v128) {Access(name, "(local.get 0)", "(local.get 1)", memory)})");
            text.Append(CultureInfo.InvariantCulture, $"(func (export \"tail {memory}\") (result v128) (v128.load {memory} ({index}.const {End - 16})))");
        }
        using var instance = Run(text.Append(')').ToString());
        var value = Vector128.Create((byte)1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        GuestValue At(long address) => index == "i64" ? (GuestValue)address : (GuestValue)(int)address;
        for (var memory = 0; memory < 2; memory++)
        {
            foreach (var (name, size) in Stores)
            {
                Vector128<byte> Tail() => instance.Invoke($"tail {memory}", [])[0].AsVector128();
                Assert.Throws<WasmTrapException>(() => instance.Invoke($"{name} {memory}", [At(End - size - 5 + 1), value]));
                instance.Sandbox.ContinueAfterTrap();
                Assert.Equal(default, Tail());
                if (index == "i64")
                {
                    Assert.Throws<WasmTrapException>(() => instance.Invoke($"{name} {memory}", [At(-5), value]));
                    instance.Sandbox.ContinueAfterTrap();
                }
                instance.Invoke($"{name} {memory}", [At(End - size - 5), value]);
                var expected = new byte[16];
                for (var i = 0; i < size; i++) expected[16 - size + i] = value[name == "v128.store" ? i : size + i];
                Assert.Equal(Vector128.Create(expected), Tail());
                instance.Restore();
            }
        }
    }

    [SkippableTheory]
    [InlineData("v128.store")]
    [InlineData("v128.store offset=65521")]
    [InlineData("v128.store16_lane offset=65521")]
    public void A_trap_names_the_place(string store)
    {
        var lane = store.Contains("lane", StringComparison.Ordinal) ? "3" : "";
        var module = Wat.Module($"""
            (module (memory 1)
              (func $store (export "run") (param i32 v128)
                (v128.store (i32.const 16) (local.get 1))
                ({store} {lane} (i32.add (local.get 0) (i32.const 65530)) (local.get 1))
                (v128.store (i32.const 32) (local.get 1))))
            """);
        using var instance = WasmInstance.Create(GuestImage.FromBytes(WasmCompiler.Compile(module, new WasmCompilerOptions { Isolation = SandboxOptions.DefaultIsolation }), "vectors"));
        var frame = Assert.Throws<WasmTrapException>(() => instance.Invoke("run", [6, default(Vector128<byte>)])).Trap.Backtrace[0];
        // The address ends with i32.const 65530, i32.add; local.get 1 and the store follow.
        var place = module.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xfa, 0xff, 0x03, 0x6a]) + 6;
        Assert.Equal(("store", $"module offset 0x{place:x}"), (frame.Function, frame.Origin));
    }
}
