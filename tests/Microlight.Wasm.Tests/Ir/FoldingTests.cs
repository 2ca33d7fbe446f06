using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>What decides a value without its operands: the loads behind it are known to be useless, so that only their trap is kept (their last byte).</summary>
public sealed class FoldingTests
{
    private static string Text(string body) => IrTesting.Text(Wat.Module($"(memory 1) (func (param $a i32) (param $x i64) (result i32) {body})"));

    [Theory]
    [InlineData("(i32.lt_u (i32.load (local.get $a)) (i32.const 0))")]
    [InlineData("(i64.ge_u (i64.load (local.get $a)) (i64.const 0))")]
    [InlineData("(i64.gt_u (i64.load (local.get $a)) (i64.const -1))")]
    [InlineData("(i32.lt_u (i32.and (i32.load (local.get $a)) (i32.const 15)) (i32.const 16))")]
    [InlineData("(i32.gt_s (i32.load16_u (local.get $a)) (i32.const -1))")]
    [InlineData("(i64.eq (i64.load32_u (local.get $a)) (i64.const -5))")]
    [InlineData("(i32.eq (i64.eqz (i64.load (local.get $a))) (i32.const 2))")]
    [InlineData("(i32.mul (i32.load (local.get $a)) (i32.const 0))")]
    [InlineData("(i32.or (i32.load (local.get $a)) (i32.const -1))")]
    [InlineData("(i32.rem_s (i32.load (local.get $a)) (i32.const -1))")]
    [InlineData("(i32.shl (i32.const 0) (i32.load (local.get $a)))")]
    [InlineData("(i32.wrap_i64 (i64.xor (local.tee $x (i64.load (local.get $a))) (local.get $x)))")]
    [InlineData("(i64.le_s (local.tee $x (i64.load (local.get $a))) (local.get $x))")]
    [InlineData("(select (i32.const 3) (i32.const 3) (i32.load (local.get $a)))")]
    [InlineData("(select (i32.wrap_i64 (i64.load (local.get $a))) (i32.const 3) (f64.lt (f64.mul (f64.const 2) (f64.const 3)) (f64.const 5)))")]
    [InlineData("(local.set $x (i64.load (local.get $a))) (if (result i32) (i32.const 0) (then (i64.eqz (local.get $x))) (else (i32.const 4)))")]
    [InlineData("(local.set $x (i64.load (local.get $a))) (block (br_if 0 (i32.const 1)) (return (i64.eqz (local.get $x)))) (i32.const 4)")]
    [InlineData("(local.set $x (i64.load (local.get $a))) (block (block (br_table 0 1 (i32.const 7))) (return (i64.eqz (local.get $x)))) (i32.const 4)")]
    [InlineData("(if (f64.gt (f64.load (local.get $a)) (f64.const 0.1)) (then (drop (local.get $x)))) (i32.const 5)")]
    [InlineData("(if (result i32) (f64.gt (f64.load (local.get $a)) (f64.const 0.1)) (then (i32.const 5)) (else (i32.const 5)))")]
    [InlineData("(i32.const 5) (br_if 0 (i64.eqz (i64.load (local.get $a))))")]
    public void Decides_without_the_load(string body)
    {
        var text = Text(body);
        var lastByte = text.Split('\n').Single(l => l.Contains("Load", StringComparison.Ordinal));
        Assert.Contains(" = I32Load8U ", lastByte, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(drop (v128.load8_lane 1 (local.get $a) (v128.load (local.get $a)))) (i32.const 5)", 2)]
    [InlineData("(drop (v128.load8_lane 10 (local.get $a) (v128.load32_lane 2 (local.get $a) (v128.load64_splat (local.get $a))))) (i32.const 5)", 3)]
    [InlineData("(i32.mul (i8x16.extract_lane_s 1 (v128.load8_lane 1 (local.get $a) (v128.load (local.get $a)))) (i32.const 0))", 2)]
    public void A_lane_without_use_leaves_the_vectors_load_without_use(string body, int loads)
    {
        var lines = Text(body).Split('\n').Where(l => l.Contains("Load", StringComparison.Ordinal)).ToList();
        Assert.Equal(loads, lines.Count);
        Assert.All(lines, l => Assert.Contains(" = I32Load8U ", l, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lane_that_is_used_needs_the_vectors_load()
    {
        var text = Text("(i8x16.bitmask (v128.load8_lane 10 (local.get $a) (v128.load32_lane 2 (local.get $a) (v128.load (local.get $a)))))");
        Assert.All(["V128Load ", "V128Load32Lane ", "V128Load8Lane "], op => Assert.Contains($" = {op}", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("(i32.lt_u (i32.and (i32.load (local.get $a)) (i32.const 16)) (i32.const 16))")]
    [InlineData("(i64.gt_u (i64.load (local.get $a)) (i64.const 0))")]
    [InlineData("(i32.le_s (i32.load8_s (local.get $a)) (i32.const 126))")]
    [InlineData("(i32.lt_u (i32.load8_s (local.get $a)) (i32.const 128))")]
    [InlineData("(if (result i32) (f64.gt (f64.load (local.get $a)) (f64.const 0.1)) (then (i32.const 5)) (else (i32.const 6)))")]
    public void Does_not_decide(string body)
    {
        var load = Text(body).Split('\n').Single(l => l.Contains("Load", StringComparison.Ordinal)).Split(':')[0].Trim();
        Assert.Contains($"{load}", Text(body).Split("Load")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(i32.div_s (i32.const -7) (i32.const 2))", 0xfffffffd)]
    [InlineData("(i32.rem_s (i32.const -7) (i32.const 2))", 0xffffffff)]
    [InlineData("(i32.wrap_i64 (i64.div_s (i64.const -9) (i64.const 4)))", 0xfffffffe)]
    [InlineData("(i32.trunc_f64_s (f64.const -3.9))", 0xfffffffd)]
    [InlineData("(i32.trunc_sat_f32_u (f32.const 1e30))", 0xffffffff)]
    [InlineData("(i32.trunc_sat_f64_s (f64.const nan))", 0)]
    [InlineData("(i32.reinterpret_f32 (f32.convert_i64_u (i64.const 0x8000008000000001)))", 0x5f000001)]
    [InlineData("(i32.reinterpret_f32 (f32.convert_i64_u (i64.const 0x8000008000000000)))", 0x5f000000)]
    [InlineData("(i32.reinterpret_f32 (f32.convert_i64_s (i64.const -1)))", 0xbf800000)]
    [InlineData("(i32.reinterpret_f32 (f32.min (f32.const 0) (f32.const -0)))", 0x80000000)]
    [InlineData("(i32.reinterpret_f32 (f32.nearest (f32.const -0.5)))", 0x80000000)]
    [InlineData("(i32.reinterpret_f32 (f32.add (f32.const 16777216) (f32.const 1)))", 0x4b800000)]
    [InlineData("(i32.reinterpret_f32 (f32.demote_f64 (f64.sqrt (f64.const 2))))", 0x3fb504f3)]
    public void Constants(string expression, uint result) =>
        Assert.Contains($"= I32Const 0x{result:x}\n  Return", string.Join('\n', Text(expression).Split('\n').Where(l => !l.Contains("parameter", StringComparison.Ordinal))), StringComparison.Ordinal);

    [Theory]
    [InlineData("(i32.div_s (i32.const -2147483648) (i32.const -1))", "I32DivS")]
    [InlineData("(i32.rem_u (i32.const 5) (i32.const 0))", "I32RemU")]
    [InlineData("(i32.trunc_f32_u (f32.const -1))", "I32TruncF32U")]
    [InlineData("(i32.trunc_f64_s (f64.const 2147483648))", "I32TruncF64S")]
    [InlineData("(i32.reinterpret_f32 (f32.div (f32.const 0) (f32.const 0)))", "F32Div")]
    public void What_traps_or_has_no_number_is_left(string expression, string op) => Assert.Contains(op, Text(expression), StringComparison.Ordinal);
}
