using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>The SSA form of small functions, as text.</summary>
public sealed class IrBuilderTests
{
    private static readonly WasmType[] I32 = [WasmType.I32], TwoI32 = [WasmType.I32, WasmType.I32];

    private static void Same(string expected, byte[] wasm) => Assert.Equal(expected.ReplaceLineEndings("\n"), IrTesting.Text(wasm));

    [Fact]
    public void Loop_gets_phis_for_what_it_assigns() => Same(
        """
        block0
          v0:I32 = parameter #0
          v1:I32 = I32Const 0x0
          Br -> block1
        block1 <- 0, 1 (loop 1)
          v3:I32 = phi v0, v8
          v4:I32 = phi v1, v5
          v5:I32 = I32Add v4, v3
          v7:I32 = I32Const 0xffffffff
          v8:I32 = I32Add v3, v7
          BrIf v8 -> block1, block2
        block2 <- 1 (loop 1)
          Return v5

        """,
        // loop: sum += n; n = n - 1; br_if n
        IrTesting.Module(I32, I32, [(1, WasmType.I32)], [0x03, 0x40, 0x20, 1, 0x20, 0, 0x6a, 0x21, 1, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1]));

    [Fact]
    public void Locals_that_do_not_change_need_no_phi() => Same(
        """
        block0
          v0:I32 = parameter #0
          v1:I32 = parameter #1
          BrIf v0 -> block1, block2
        block1 <- 0
          v3:I32 = I32Const 0x7
          Br -> block3
        block2 <- 0
          Br -> block3
        block3 <- 1, 2
          v6:I32 = phi v3, v0
          v7:I32 = I32Add v6, v1
          Return v7

        """,
        // if (a) a = 7; return a + b
        IrTesting.Module(TwoI32, I32, [], [0x20, 0, 0x04, 0x40, 0x41, 7, 0x21, 0, 0x0b, 0x20, 0, 0x20, 1, 0x6a]));

    [Fact]
    public void Constants_fold_and_comparisons_with_zero_turn_round() => Same(
        """
        block0
          v0:I32 = parameter #0
          v5:I32 = I32Const 0xa
          v7:I32 = I32GeS v0, v5
          Return v7

        """,
        // eqz(a < (2 + 3) * 2)
        IrTesting.Module(I32, I32, [], [0x20, 0, 0x41, 2, 0x41, 3, 0x6a, 0x41, 2, 0x6c, 0x48, 0x45]));

    [Fact]
    public void Dead_values_go_and_traps_stay() => Same(
        """
        block0
          v0:I32 = parameter #0
          v1:I32 = parameter #1
          v3:I32 = I32DivS v0, v1
          v4:I32 = I32Load8U #3 v0
          Return v0

        """,
        // drop(a + b); drop(a / b); drop(load a); return a
        IrTesting.Module(TwoI32, I32, [], [0x20, 0, 0x20, 1, 0x6a, 0x1a, 0x20, 0, 0x20, 1, 0x6d, 0x1a, 0x20, 0, 0x28, 2, 0, 0x1a, 0x20, 0]));

    [Fact]
    public void Code_that_is_never_reached_is_not_built() => Same(
        """
        block0
          v0:I32 = parameter #0
          Return v0

        """,
        // return a; block i32.const 1; drop end; unreachable
        IrTesting.Module(I32, I32, [], [0x20, 0, 0x0f, 0x02, 0x40, 0x41, 1, 0x1a, 0x0b, 0x00]));

    [Fact]
    public void Switch_has_one_edge_to_each_target() => Same(
        """
        block0
          v0:I32 = parameter #0
          BrTable v0 -> block1, block2, block1, block2
        block1 <- 0
          Unreachable
        block2 <- 0
          Return v0

        """,
        // block block br_table 0 1 0 1 end unreachable end
        IrTesting.Module(I32, I32, [], [0x02, 0x40, 0x02, 0x40, 0x20, 0, 0x0e, 3, 0, 1, 0, 1, 0x0b, 0x00, 0x0b, 0x20, 0]));
}
