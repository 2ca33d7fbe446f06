using Microlight.Wasm.Disassembly;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Tests.Ir;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Exceptions;

/// <summary>What the host sees of exceptions, objects made of them, which calls are checked, and shapes that a careless compiler chokes on.</summary>
public sealed class ExceptionTests
{
    private static WasmInstance Run(string text)
    {
        var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module(text), new WasmCompilerOptions { CollectAlways = true }), "exceptions");
        return WasmInstance.Create(image);
    }

    [SkippableFact]
    public void An_uncaught_exception_names_its_tag()
    {
        using var instance = Run("""
            (module
              (tag $mine (export "mine") (param i32))
              (tag $other)
              (func (export "named") (param i32) (result i32) local.get 0 throw $mine)
              (func (export "nameless") throw $other)
              (func (export "fine") (result i32) i32.const 7))
            """);
        var named = Assert.Throws<WasmUncaughtException>(() => instance.Invoke("named", [1]));
        Assert.Equal(("mine", WasmTrapKind.UncaughtException), (named.Tag, named.Kind));
        instance.Restore();
        Assert.Null(Assert.Throws<WasmUncaughtException>(() => instance.Invoke("nameless", [])).Tag);
        instance.Restore();
        Assert.Equal(7, instance.Invoke("fine", [])[0].AsInt32());
    }

    [SkippableFact]
    public void An_exception_out_of_the_start_function_ends_the_creation() => Assert.Equal("e", Assert.Throws<WasmUncaughtException>(() =>
        Run("""(module (tag $e (export "e")) (func $start throw $e) (start $start))""")).Tag);

    [SkippableFact]
    public void Values_of_all_types_survive_as_objects()
    {
        // The reference goes through a global and a table, and other exceptions are made meanwhile.
        using var instance = Run("""
            (module
              (tag $e (param i32 i64 f32 f64 externref exnref))
              (tag $inner (param i32))
              (global $g (mut exnref) (ref.null exn))
              (table $t 2 exnref)
              (func $throw (param i32 externref exnref) local.get 0 i64.const 20 f32.const 30.5 f64.const 40.25 local.get 1 local.get 2 throw $e)
              (func $inner (param i32) (result exnref)
                (local $r exnref)
                (block $b (result i32 exnref) (try_table (catch_ref $inner $b) local.get 0 throw $inner) unreachable)
                local.set $r drop local.get $r)
              (func $value (param exnref) (result i32)
                (block $b (result i32) (try_table (catch $inner $b) local.get 0 throw_ref) unreachable))
              (func (export "run") (param i32 externref) (result i32 i64 f32 f64 externref i32)
                (local $r exnref)
                (block $b (result exnref)
                  (try_table (catch_all_ref $b) local.get 0 local.get 1 i32.const 99 call $inner call $throw)
                  unreachable)
                global.set $g
                (table.set $t (i32.const 1) (global.get $g))
                (global.set $g (call $inner (i32.const 1)))
                (drop (call $inner (i32.const 2)))
                (block $c (result i32 i64 f32 f64 externref exnref)
                  (try_table (catch $e $c) (throw_ref (table.get $t (i32.const 1))))
                  unreachable)
                call $value))
            """);
        var results = instance.Invoke("run", [10, GuestValue.FromBits(GuestType.Reference, 5)]);
        Assert.Equal(10, results[0].AsInt32());
        Assert.Equal(20, results[1].AsInt64());
        Assert.Equal(30.5f, results[2].AsFloat32());
        Assert.Equal(40.25, results[3].AsFloat64());
        Assert.Equal(5ul, results[4].Bits);
        Assert.Equal(99, results[5].AsInt32());
    }

    [SkippableFact]
    public void Null_cannot_be_thrown()
    {
        using var instance = Run("""(module (tag) (func (export "f") (block $b (try_table (catch_all $b) ref.null exn throw_ref))))""");
        Assert.Equal(WasmTrapKind.NullExceptionReference, Assert.Throws<WasmTrapException>(() => instance.Invoke("f", [])).Kind);
    }

    [Fact]
    public void Only_calls_that_may_throw_are_checked()
    {
        var program = IrTesting.Link(Wat.Module("""
            (module
              (tag $e)
              (type $throws (func (param i32)))
              (type $safe (func (param i64)))
              (table 2 funcref)
              (elem (i32.const 0) $thrower $harmless)
              (func $thrower (type $throws) throw $e)
              (func $harmless (type $safe))
              (func $catches (block $b (try_table (catch_all $b) i32.const 0 call $thrower)))
              (func $calls i32.const 0 call $thrower)
              (func $indirect i32.const 0 i32.const 0 call_indirect (type $throws))
              (func $indirectSafe i64.const 0 i32.const 1 call_indirect (type $safe) call $catches call $harmlessToo)
              (func $harmlessToo)
              (func $tail return_call $calls))
            """));
        var throws = new ThrowAnalysis(program);
        Assert.Equal([true, false, false, true, true, false, false, true], Enumerable.Range(0, 8).Select(i => throws.MayThrow(program.Instances[0].Functions[i])));
        var checks = IrTesting.Functions(program).Select(f => f.Instructions.ToArray().Count(i => i.Op == IrOp.Pending)).ToArray();
        Assert.Equal([0, 0, 1, 1, 1, 0, 0, 0], checks);
    }

    [SkippableFact]
    public void A_check_is_one_compare_with_memory()
    {
        // Too much to be put into its caller.
        var grows = string.Concat(Enumerable.Repeat("(drop (memory.grow (i32.const 0)))", 40));
        var wasm = Wat.Module($"""
            (module
              (memory 1)
              (tag $e)
              (func $thrower (export "t") (param i32) (if (local.get 0) (then throw $e)) {grows})
              (func (export "f") (param i32) local.get 0 call $thrower i32.const 8 i32.const 1 i32.store))
            """);
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(wasm), "check");
        var listing = new CodeListing(image);
        var text = new StringWriter();
        listing.Write(listing.Functions[1], text);
        var lines = text.ToString().Split('\n').Select(l => l.Trim()).ToArray();
        var call = Array.FindIndex(lines, l => l.Contains("call ", StringComparison.Ordinal));
        Assert.Matches(@"cmp\s+dword \[rel .*\], 0", lines[call + 1]);
        Assert.Matches(@"j(n?e)\s", lines[call + 2]);
    }

    [Theory]
    [InlineData("try", "catch_all", "")]
    [InlineData("try", "delegate 0", "no end")]
    [InlineData("try_table", "", "")]
    public void Deep_nesting_is_compiled(string opening, string middle, string ending)
    {
        const int Depth = 900;
        var text = new System.Text.StringBuilder("(module (tag $e) (func $t (export \"t\") throw $e) (func (export \"f\") (local i32) ");
        for (var i = 0; i < Depth; i++) text.Append(opening).Append(" call $t local.get 0 i32.const 1 i32.add local.set 0 ");
        for (var i = 0; i < Depth; i++) text.Append(' ').Append(middle).Append(ending.Length > 0 ? " " : " end ");
        IrTesting.Check(IrTesting.Link(Wat.Module(text.Append("))").ToString())));
    }
}
