using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>Loads of what is known: which ones are replaced, and that what lies in between is looked at.</summary>
public sealed class MemoryValueTests
{
    private const string Store = "(i32.store offset=8 (local.get $p) (local.get $x))", Again = "(i32.load offset=8 (local.get $p))";

    private static IrFunction Function(string body)
    {
        var text = $"(module (memory 1) (memory $other 1) (global $g (mut i32) (i32.const 0)) (func $f (param $p i32) (param $q i32) (param $x i32) (result i32) {body}) (func $callee (drop (memory.grow (i32.const 1)))))";
        var function = IrTesting.Functions(IrTesting.Link(Wat.Module(text))).First();
        IrPasses.Run(function);
        Assert.Null(IrVerifier.Check(function));
        return function;
    }

    private static int Loads(string body)
    {
        var function = Function(body);
        var loads = 0;
        for (var i = 0; i < function.Count; i++) loads += IrOp.IsLoad(function[i].Op) ? 1 : 0;
        return loads;
    }

    [Theory]
    [InlineData("")]
    [InlineData("(i32.store offset=12 (local.get $p) (i32.const 1))")]
    [InlineData("(i64.store (local.get $p) (i64.const 1))")]
    [InlineData("(i32.store offset=4 (i32.add (local.get $p) (i32.const 8)) (i32.const 1))")]
    [InlineData("(i32.store offset=4 (i32.add (local.get $p) (i32.const -8)) (i32.const 1))")]
    [InlineData("(i32.store $other offset=8 (local.get $q) (i32.const 1))")]
    [InlineData("(global.set $g (i32.const 1))")]
    [InlineData("(if (local.get $q) (then (return (i32.load offset=8 (local.get $p)))))")]
    public void A_load_of_what_was_stored_is_the_value(string between) => Assert.Equal(0, Loads(Store + between + Again));

    [Theory]
    [InlineData("(i32.store (local.get $q) (i32.const 1))")]
    [InlineData("(i64.store offset=1 (local.get $p) (i64.const 1))")]
    [InlineData("(i32.store8 offset=11 (local.get $p) (i32.const 1))")]
    [InlineData("(i32.store (i32.add (local.get $p) (i32.const 8)) (i32.const 1))")]
    [InlineData("(i32.store offset=16 (i32.add (local.get $p) (i32.const -8)) (i32.const 1))")]
    [InlineData("(call $callee)")]
    [InlineData("(memory.fill (local.get $q) (i32.const 0) (local.get $x))")]
    [InlineData("(loop (i32.store offset=9 (local.get $p) (i32.const 1)) (br_if 0 (local.get $q)))")]
    [InlineData("(if (local.get $q) (then (call $callee)))")]
    public void What_may_have_changed_is_loaded(string between) => Assert.Equal(1, Loads(Store + between + Again));

    [Fact]
    public void Only_a_load_of_the_same_kind_is_the_same() => Assert.Equal(2, Loads($"(i32.add (i32.load8_u (local.get $p)) (i32.add (i32.load8_s (local.get $p)) (i32.load8_u (local.get $p))))"));

    [Theory]
    [InlineData("(select (i32.load (local.get $p)) (i32.load (local.get $p)) (local.get $q))")]
    [InlineData("(drop (i32.load (local.get $p))) (if (result i32) (local.get $q) (then (i32.load (local.get $p))) (else (i32.load (local.get $p))))")]
    public void What_has_become_one_value_needs_no_choice(string body)
    {
        var function = Function(body);
        for (var i = 0; i < function.Count; i++) Assert.False(function[i].Op is Opcode.Select or IrOp.Phi);
    }

    [Fact]
    public void A_loop_loads_anew_what_it_stores() => Assert.Equal(2, Loads(
        """
        (drop (i32.load (local.get $p)))
        (loop (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 1))) (br_if 0 (i32.lt_u (i32.load (local.get $p)) (local.get $x))))
        (local.get $x)
        """));
}
