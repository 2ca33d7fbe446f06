using System.Numerics;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Disassembly;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>Which variables stay in memory in a long block, and that it computes the same.</summary>
public sealed class ResidencyTests
{
    private const int Words = 16;

    /// <summary>
    /// (func (param address) (result i32)): stores and loads sixteen words, then mixes eight more into each other round after round, each time with one of
    /// the words; the shape of an unrolled hash function.
    /// </summary>
    private static byte[] Mix(int rounds)
    {
        var code = new ModuleWriter();
        for (var i = 0; i < Words; i++) code.Raw([0x20, 0, 0x41]).S64(WordValue(i)).Raw([0x36, 2]).U32((uint)(4 * i));
        // memory.copy(0, 0, address): what is stored is no longer known.
        code.Raw([0x41, 0, 0x41, 0, 0x20, 0, 0xfc, 10, 0, 0]);
        for (var i = 0; i < Words; i++) code.Raw([0x20, 0, 0x28, 2]).U32((uint)(4 * i)).Byte(0x21).U32((uint)(1 + i));
        for (var i = 0; i < 8; i++) code.Byte(0x41).S64(i * 77).Byte(0x21).U32((uint)(1 + Words + i));
        for (var r = 0; r < rounds; r++)
        {
            for (var i = 0; i < 8; i++)
            {
                var (own, next) = ((uint)(1 + Words + i), (uint)(1 + Words + (i + 1 + r % 7) % 8));
                // own = rotl(own + next + word, 7) ^ next
                code.Byte(0x20).U32(own).Byte(0x20).U32(next).Byte(0x6a).Byte(0x20).U32((uint)(1 + Word(r, i))).Raw([0x6a, 0x41, 7, 0x77, 0x20]).U32(next).Byte(0x73).Byte(0x21).U32(own);
            }
        }
        code.Byte(0x20).U32(1 + Words);
        for (var i = 1; i < 8; i++) code.Byte(0x20).U32((uint)(1 + Words + i)).Byte(0x73);
        return IrTesting.Module([WasmType.I32], [WasmType.I32], [(Words + 8, WasmType.I32)], code.ToArray());
    }

    private static int WordValue(int word) => (word + 1) * 0x01234567;

    private static int Word(int round, int i) => (round * 5 + i * 3) % Words;

    private static int Expected(int rounds)
    {
        var v = new uint[8];
        for (var i = 0; i < 8; i++) v[i] = (uint)(i * 77);
        for (var r = 0; r < rounds; r++)
        {
            for (var i = 0; i < 8; i++)
            {
                var next = v[(i + 1 + r % 7) % 8];
                v[i] = BitOperations.RotateLeft(v[i] + next + (uint)WordValue(Word(r, i)), 7) ^ next;
            }
        }
        return (int)v.Aggregate((a, b) => a ^ b);
    }

    private static int InMemory(int rounds)
    {
        var program = IrTesting.Link(Mix(rounds));
        IrTesting.Check(program);
        var function = IrTesting.Functions(program).Single();
        IrPasses.Run(function);
        var trees = new ExpressionTrees(function);
        return Residency.Choose(function, trees, Coalescer.Run(function, trees)).Count(chosen => chosen);
    }

    [Fact]
    public void Words_that_are_seldom_used_stay_in_memory() => Assert.InRange(InMemory(20), 8, Words);

    [Fact]
    public void Short_blocks_are_left_to_the_code_generator() => Assert.Equal(0, InMemory(1));

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100)]
    public void The_result_is_the_same(int rounds)
    {
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Mix(rounds)), "mix");
        using var instance = WasmInstance.Create(image);
        Assert.Equal(Expected(rounds), instance.Invoke("f", [0])[0].AsInt32());
    }

    [Fact]
    public void What_was_just_computed_is_not_spilled()
    {
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Mix(40)), "mix");
        var listing = new CodeListing(image);
        var text = new StringWriter();
        listing.Write(listing.Functions.Single(), text);
        var stores = text.ToString().Split('\n').Count(line => line.Contains("mov     [rbp", StringComparison.Ordinal));
        // Once per word that stays in memory; the values mixed, 320 of them, stay in registers.
        Assert.InRange(stores, 1, 3 * Words);
    }
}
