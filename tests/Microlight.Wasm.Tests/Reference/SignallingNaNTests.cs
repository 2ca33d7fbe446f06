using Microlight.Wasm.Tests.Spec;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>
/// A signalling NaN of 32 bits stays one where it is moved only (spec 4.3.3), also where the code generator knows it: from a constant, or from the
/// argument of a call that it inlines.
/// </summary>
public sealed class SignallingNaNTests
{
    private const uint Bits = 0xff9e_bb4e;

    [SkippableTheory]
    [InlineData("", "(f32x4.extract_lane 0 (v128.const i32x4 0xff9ebb4e 1 2 3))", "")]
    [InlineData("", "(f32x4.extract_lane 1 (v128.const i32x4 1 0xff9ebb4e 2 3))", "")]
    [InlineData("(param v128)", "(f32x4.extract_lane 0 (local.get 0))", "(v128.const i32x4 0xff9ebb4e 1 2 3)")]
    [InlineData("(param v128)", "(f32x4.extract_lane 3 (v128.not (local.get 0)))", "(v128.const i32x4 1 2 3 0x006144b1)")]
    [InlineData("(param i32)", "(f32x4.extract_lane 2 (i32x4.splat (local.get 0)))", "(i32.const 0xff9ebb4e)")]
    [InlineData("(param i32)", "(f32.reinterpret_i32 (local.get 0))", "(i32.const 0xff9ebb4e)")]
    [InlineData("(param i32)", "(global.set $g (i32.xor (local.get 0) (i32.const 7))) (f32.reinterpret_i32 (i32.xor (local.get 0) (i32.const 7)))", "(i32.const 0xff9ebb49)")]
    [InlineData("(param i32)", "(if (result f32) (local.get 0) (then (f32.reinterpret_i32 (i32.add (local.get 0) (i32.const 5)))) (else (f32.const 1)))", "(i32.const 0xff9ebb49)")]
    [InlineData("(param i32)", "(local i32) (local.set 1 (i32.add (local.get 0) (i32.const 5))) (global.set $g (local.get 1)) (f32.reinterpret_i32 (local.get 1))", "(i32.const 0xff9ebb49)")]
    public void Stays_signalling(string parameters, string body, string argument)
    {
        var module = Wat.Decode($$"""
            (memory 1)
            (global $g (mut i32) (i32.const 1))
            (func $moved {{parameters}} (result f32) {{body}})
            (func (export "f") (result i32) (f32.store (i32.const 8) (call $moved {{argument}})) (i32.load (i32.const 8)))
            """);
        try
        {
            using var machine = SpecMachine.Create(new SpecPlan([new PlannedInstance(0, module, new Dictionary<string, int>())], []), "nan");
            machine.Instantiate(0);
            Assert.Equal(Bits, (uint)machine.Invoke(0, "f", [])[0].Bits);
        }
        catch (HypervisorUnavailableException e)
        {
            Skip.If(true, e.Message);
        }
    }
}
