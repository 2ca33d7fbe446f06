using System.Text;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>A load traps whether or not anybody uses its value, also where only its last byte lies outside (spec 4.6.9).</summary>
public sealed class UnusedLoadTests
{
    private static readonly (string Name, int Size)[] Loads =
    [
        ("i32.load", 4), ("i64.load", 8), ("f32.load", 4), ("f64.load", 8), ("i32.load8_s", 1), ("i32.load8_u", 1), ("i32.load16_s", 2), ("i32.load16_u", 2),
        ("i64.load8_s", 1), ("i64.load8_u", 1), ("i64.load16_s", 2), ("i64.load16_u", 2), ("i64.load32_s", 4), ("i64.load32_u", 4),
    ];

    [SkippableFact]
    public void A_load_that_is_only_partly_outside_traps_without_use()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        var text = new StringBuilder("(memory 1)");
        foreach (var (name, _) in Loads) text.Append($"(func (export \"{name}\") (param i32) (drop ({name} offset=3 (local.get 0))))");
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module(text.ToString())), "loads");
        using var instance = WasmInstance.Create(image);
        foreach (var (name, size) in Loads)
        {
            var last = 65536 - size - 3;
            instance.Invoke(name, [GuestValue.FromBits(GuestType.Int32, (ulong)last)]);
            var trap = Assert.Throws<WasmTrapException>(() => instance.Invoke(name, [GuestValue.FromBits(GuestType.Int32, (ulong)last + 1)]));
            Assert.Equal(WasmTrapKind.OutOfBoundsMemoryAccess, trap.Kind);
            instance.Restore();
        }
    }

    /// <summary>
    /// A load into a lane whose vector nobody uses needs no vector to go into, and a division that cannot trap no dividend: the load that gave it is
    /// without use as well.
    /// </summary>
    [SkippableTheory]
    [InlineData("(v128.load8_lane 1 (i32.const 0) (v128.load offset=3 (local.get 0)))", 16)]
    [InlineData("(v128.load64_lane 1 (i32.const 0) (v128.load32_lane 2 (i32.const 0) (v128.load offset=3 (local.get 0))))", 16)]
    [InlineData("(v128.load16_lane 0 (i32.const 0) (v128.load64_lane offset=3 1 (local.get 0) (v128.const i64x2 0 0)))", 8)]
    [InlineData("(v128.load32_lane 0 (i32.const 0) (v128.load64_splat offset=3 (local.get 0)))", 8)]
    [InlineData("(i64.div_s (i64.load offset=3 (local.get 0)) (i64.const 7))", 8)]
    [InlineData("(i64.rem_s (i64.load offset=3 (local.get 0)) (i64.const -1))", 8)]
    [InlineData("(i32.div_u (i32.load offset=3 (local.get 0)) (i32.const 3))", 4)]
    public void A_load_behind_what_nobody_uses_traps(string load, int size)
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module($"(memory 1) (func (export \"f\") (param i32) (drop {load}))")), "lanes");
        using var instance = WasmInstance.Create(image);
        var last = 65536 - size - 3;
        instance.Invoke("f", [GuestValue.FromBits(GuestType.Int32, (ulong)last)]);
        for (var outside = 1; outside <= size; outside++)
        {
            var trap = Assert.Throws<WasmTrapException>(() => instance.Invoke("f", [GuestValue.FromBits(GuestType.Int32, (ulong)(last + outside))]));
            Assert.Equal(WasmTrapKind.OutOfBoundsMemoryAccess, trap.Kind);
            instance.Restore();
        }
    }
}
