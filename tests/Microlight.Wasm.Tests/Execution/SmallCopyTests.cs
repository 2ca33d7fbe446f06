using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>memory.copy and memory.fill of known lengths, which become loads and stores: what they write, and that a trap comes before any of it.</summary>
public sealed class SmallCopyTests
{
    private const int Longest = 70, Page = 65536;

    [SkippableFact]
    public void Every_length_copies_and_fills_or_traps_before_it_writes()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Module), "copies");
        using var instance = WasmInstance.Create(image, new SandboxOptions());
        var memory = instance.Sandbox.Memories[0];
        var expected = new byte[Page];
        new Random(1).NextBytes(expected);
        expected.CopyTo(memory.Slice(0, Page));
        for (var length = 0; length <= Longest; length++)
        {
            // Apart, overlapping in both directions, and up to the end.
            foreach (var (to, from) in new (int, int)[] { (100, 300), (103, 100), (100, 103), (Page - length, 7), (9, Page - length) })
            {
                instance.Invoke($"copy{length}", [GuestValue.Of(to), GuestValue.Of(from)]);
                Array.Copy(expected, from, expected, to, length);
                Assert.True(expected.AsSpan().SequenceEqual(memory.Slice(0, Page)), $"copy of {length} from {from} to {to}");
            }
            instance.Invoke($"fill{length}", [GuestValue.Of(Page - length), GuestValue.Of(0x1200 + length)]);
            expected.AsSpan(Page - length, length).Fill((byte)length);
            Assert.True(expected.AsSpan().SequenceEqual(memory.Slice(0, Page)), $"fill of {length}");

            Trap(length, $"copy{length}", Page - length + 1, 7);
            Trap(length, $"copy{length}", 7, Page - length + 1);
            Trap(length, $"copy{length}", -1, 7);
            Trap(length, $"fill{length}", Page - length + 1, 0x55);
        }

        void Trap(int length, string function, int a, int b)
        {
            var trap = Assert.Throws<WasmTrapException>(() => instance.Invoke(function, [GuestValue.Of(a), GuestValue.Of(b)]));
            Assert.Equal((WasmTrapKind.OutOfBoundsMemoryAccess, function), (trap.Kind, trap.Function));
            Assert.True(expected.AsSpan().SequenceEqual(memory.Slice(0, Page)), $"{function} wrote before it trapped");
            instance.Sandbox.ContinueAfterTrap();
        }
    }

    /// <summary>(memory 1 1); copyN(to, from) and fillN(to, value) for every length N.</summary>
    private static byte[] Module { get; } = ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([WasmType.I32, WasmType.I32], [])),
        ModuleWriter.Section(SectionId.Function, [.. Enumerable.Repeat(new ModuleWriter().U32(0), 2 * (Longest + 1))]),
        ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1, 1)),
        ModuleWriter.Section(SectionId.Export, [.. Enumerable.Range(0, 2 * (Longest + 1)).Select(i => ModuleWriter.Export($"{(i % 2 == 0 ? "copy" : "fill")}{i / 2}", ExternalKind.Function, i))]),
        ModuleWriter.Section(SectionId.Code, [.. Enumerable.Range(0, 2 * (Longest + 1)).Select(i => ModuleWriter.Body(
            [0x20, 0, 0x20, 1, .. new ModuleWriter().Byte((byte)Opcode.I32Const).S64(i / 2).ToArray(), 0xfc, .. (byte[])(i % 2 == 0 ? [10, 0, 0] : [11, 0])]))]));
}
