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
}
