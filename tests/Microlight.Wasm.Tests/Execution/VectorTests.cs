using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>Vectors wherever a value may be: the conformance suite has them in memory, locals and globals only.</summary>
public sealed class VectorTests
{
    private const string A = "(v128.const i64x2 0x1111111111111111 0x2222222222222222)", B = "(v128.const i64x2 0x3333333333333333 0x4444444444444444)";
    private static readonly Vector128<byte> ValueA = Of(0x1111111111111111, 0x2222222222222222), ValueB = Of(0x3333333333333333, 0x4444444444444444);

    private static Vector128<byte> Of(ulong low, ulong high) => Vector128.Create(low, high).AsByte();

    private static WasmInstance Run(string text, HostFunctions? host = null)
    {
        var options = new WasmCompilerOptions { CollectAlways = true, Isolation = SandboxOptions.DefaultIsolation };
        var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module(text), options), "vectors");
        return WasmInstance.Create(image, new SandboxOptions { HostFunctions = host ?? new HostFunctions() });
    }

    private static Vector128<byte> Vector(GuestValue value) => value.AsVector128();

    [SkippableFact]
    public void Fields_of_structs()
    {
        using var instance = Run($"""
            (module
              (type $s (struct (field $tag (mut i8)) (field $a (mut v128)) (field $n (mut i32)) (field $r (mut (ref null $s))) (field $b (mut v128)) (field $z i8)))
              (func $make (param v128 v128) (result (ref $s))
                (struct.new $s (i32.const -1) (local.get 0) (i32.const 7) (struct.new_default $s) (local.get 1) (i32.const -2)))
              (func (export "get") (param v128 v128) (result v128 v128 i32 i32 i32)
                (local $s (ref $s))
                (local.set $s (call $make (local.get 0) (local.get 1)))
                (drop (call $make (v128.const i32x4 9 9 9 9) (v128.const i32x4 8 8 8 8)))
                (struct.get $s $a (local.get $s)) (struct.get $s $b (local.get $s))
                (struct.get_u $s $tag (local.get $s)) (struct.get $s $n (local.get $s)) (struct.get_s $s $z (local.get $s)))
              (func (export "set") (param v128) (result v128 v128 i32 v128)
                (local $s (ref $s))
                (local.set $s (call $make {A} {B}))
                (struct.set $s $b (local.get $s) (i64x2.add (struct.get $s $a (local.get $s)) (local.get 0)))
                (struct.get $s $a (local.get $s)) (struct.get $s $b (local.get $s)) (struct.get $s $n (local.get $s))
                (struct.get $s $b (struct.get $s $r (local.get $s)))))
            """);
        var got = instance.Invoke("get", [ValueA, ValueB]);
        Assert.Equal((ValueA, ValueB, 255, 7, -2), (Vector(got[0]), Vector(got[1]), got[2].AsInt32(), got[3].AsInt32(), got[4].AsInt32()));
        got = instance.Invoke("set", [ValueA]);
        Assert.Equal((ValueA, Of(0x2222222222222222, 0x4444444444444444), 7, default), (Vector(got[0]), Vector(got[1]), got[2].AsInt32(), Vector(got[3])));
    }

    [SkippableFact]
    public void Elements_of_arrays()
    {
        using var instance = Run($"""
            (module
              (type $v (array (mut v128)))
              (data $d "0123456789abcdefGHIJKLMNOPQRSTUVwxyz")
              (func $sum (param (ref $v)) (result v128) (local $i i32) (local $r v128)
                (loop $l
                  (if (i32.lt_u (local.get $i) (array.len (local.get 0))) (then
                    (local.set $r (i64x2.add (i64x2.shl (local.get $r) (i32.const 1)) (array.get $v (local.get 0) (local.get $i))))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br $l))))
                (local.get $r))
              (func (export "new") (param v128 i32) (result v128) (call $sum (array.new $v (local.get 0) (local.get 1))))
              (func (export "default") (param i32) (result v128 i32) (local $a (ref $v))
                (local.set $a (array.new_default $v (local.get 0))) (call $sum (local.get $a)) (array.len (local.get $a)))
              (func (export "fixed") (param v128) (result v128) (call $sum (array.new_fixed $v 3 (local.get 0) {A} (v128.const i64x2 0 0))))
              (func (export "fill") (param v128 i32 i32) (result v128) (local $a (ref $v))
                (local.set $a (array.new $v {A} (i32.const 6)))
                (array.fill $v (local.get $a) (local.get 1) (local.get 0) (local.get 2)) (call $sum (local.get $a)))
              (func (export "copy") (param i32 i32 i32) (result v128) (local $a (ref $v))
                (local.set $a (array.new_fixed $v 5 (v128.const i64x2 1 16) (v128.const i64x2 2 32) (v128.const i64x2 3 48) (v128.const i64x2 4 64) (v128.const i64x2 5 80)))
                (array.copy $v $v (local.get $a) (local.get 0) (local.get $a) (local.get 1) (local.get 2)) (call $sum (local.get $a)))
              (func (export "data") (param i32 i32) (result v128) (call $sum (array.new_data $v $d (local.get 0) (local.get 1))))
              (func (export "init") (param i32 i32 i32) (result v128) (local $a (ref $v))
                (local.set $a (array.new_default $v (i32.const 3)))
                (array.init_data $v $d (local.get $a) (local.get 0) (local.get 1) (local.get 2)) (call $sum (local.get $a)))
              (func (export "set") (param i32 v128) (result v128) (local $a (ref $v))
                (local.set $a (array.new_default $v (i32.const 3)))
                (array.set $v (local.get $a) (local.get 0) (local.get 1)) (call $sum (local.get $a))))
            """);
        Vector128<byte> Call(string name, params GuestValue[] arguments) => Vector(instance.Invoke(name, arguments)[0]);
        void Traps(string name, params GuestValue[] arguments)
        {
            Assert.Throws<WasmTrapException>(() => instance.Invoke(name, arguments));
            instance.Restore();
        }
        Assert.Equal(Of(7, 7ul << 33), Call("new", Of(1, 1ul << 33), 3));
        Assert.Equal(default, Call("new", ValueA, 0));
        var zeros = instance.Invoke("default", [9]);
        Assert.Equal((default, 9), (Vector(zeros[0]), zeros[1].AsInt32()));
        Assert.Equal(Of(4 + 0x2222222222222222, 8 + 0x4444444444444444), Call("fixed", Of(1, 2)));
        // Of six copies of A the second and third are another value.
        Assert.Equal((ValueA.AsUInt64() * 39 + Vector128.Create(24ul, 48)).AsByte(), Call("fill", Of(1, 2), 1, 2));
        Traps("fill", ValueB, 5, 2);
        Assert.Equal(Of(1 * 16 + 1 * 8 + 2 * 4 + 3 * 2 + 5, 16 * (1 * 16 + 1 * 8 + 2 * 4 + 3 * 2 + 5)), Call("copy", 1, 0, 3));
        Assert.Equal(Of(2 * 16 + 3 * 8 + 4 * 4 + 4 * 2 + 5, 16 * (2 * 16 + 3 * 8 + 4 * 4 + 4 * 2 + 5)), Call("copy", 0, 1, 3));
        Traps("copy", 3, 0, 3);
        var text = Encoding.ASCII.GetBytes("0123456789abcdefGHIJKLMNOPQRSTUVwxyz");
        Assert.Equal(Vector128.Create(text.AsSpan(3, 16)), Call("data", 3, 1));
        Assert.Equal((Vector128.Create(text.AsSpan(4, 16)).AsUInt64() * 2 + Vector128.Create(text.AsSpan(20, 16)).AsUInt64()).AsByte(), Call("data", 4, 2));
        Traps("data", 5, 2);
        Assert.Equal(Vector128.Create(text.AsSpan(20, 16)), Call("init", 2, 20, 1));
        Traps("init", 1, 5, 2);
        Traps("init", 2, 0, 2);
        Assert.Equal((ValueA.AsUInt64() * 2).AsByte(), Call("set", 1, ValueA));
        Traps("set", 3, ValueA);
    }

    [SkippableFact]
    public void Values_of_exceptions()
    {
        using var instance = Run($"""
            (module
              (tag $e (param i32 v128 f64 v128 externref))
              (tag $other (param v128))
              (global $g (mut exnref) (ref.null exn))
              (func $throw (param i32 v128 v128) (throw $e (local.get 0) (local.get 1) (f64.const 2.5) (local.get 2) (ref.null extern)))
              (func $other (param v128) (throw $other (local.get 0)))
              (func (export "direct") (param v128 v128) (result i32 v128 f64 v128)
                (block $b (result i32 v128 f64 v128 externref)
                  (try_table (catch $e $b) (call $throw (i32.const 3) (local.get 0) (local.get 1)))
                  unreachable)
                drop)
              (func (export "object") (param v128 v128) (result v128 v128 v128)
                (local $r exnref) (local $low v128) (local $high v128)
                (block $b (result exnref) (try_table (catch_all_ref $b) (call $throw (i32.const 3) (local.get 0) (local.get 1))) unreachable)
                (global.set $g)
                (block $c (result v128 exnref) (try_table (catch_ref $other $c) (call $other {B})) unreachable)
                (local.set $r)
                (block $d (result v128) (try_table (catch $other $d) (throw_ref (local.get $r))) unreachable)
                (i64x2.add)
                (block $d (result i32 v128 f64 v128 externref) (try_table (catch $e $d) (throw_ref (global.get $g))) unreachable)
                (drop) (local.set $high) (drop) (local.set $low) (drop) (local.get $low) (local.get $high))
              (func (export "legacy") (param v128 v128) (result v128 v128) (local $low v128) (local $high v128)
                (try (result v128 v128)
                  (do (try (result v128 v128)
                    (do (call $throw (i32.const 1) (local.get 0) (local.get 1)) {A} {A})
                    (catch_all (rethrow 0))))
                  (catch $e (drop) (local.set $high) (drop) (local.set $low) (drop) (local.get $low) (local.get $high)))))
            """);
        var got = instance.Invoke("direct", [ValueA, ValueB]);
        Assert.Equal((3, ValueA, 2.5, ValueB), (got[0].AsInt32(), Vector(got[1]), got[2].AsFloat64(), Vector(got[3])));
        got = instance.Invoke("object", [ValueA, ValueB]);
        Assert.Equal(((ValueB.AsUInt64() * 2).AsByte(), ValueA, ValueB), (Vector(got[0]), Vector(got[1]), Vector(got[2])));
        got = instance.Invoke("legacy", [ValueA, ValueB]);
        Assert.Equal((ValueA, ValueB), (Vector(got[0]), Vector(got[1])));
    }

    [SkippableFact]
    public void Tail_calls()
    {
        // Twelve vectors among numbers go round; each round adds one to every lane of the first.
        var types = string.Join(' ', Enumerable.Repeat("v128", 12));
        // Parameters: the count, a float, twelve vectors, one more number behind them.
        var parameters = $"(param i32 f64 {types} i64)";
        string Next(string operation) => $"""
            {operation} (i32.sub (local.get 0) (i32.const 1)) (f64.add (local.get 1) (f64.const 1))
            {string.Concat(Enumerable.Range(3, 11).Select(i => $"(local.get {i})"))} (i32x4.add (local.get 2) (v128.const i32x4 1 1 1 1)) (i64.add (local.get 14) (i64.const 2))
            """;
        using var instance = Run($"""
            (module
              (type $t (func {parameters} (result v128 v128 f64 i64)))
              (table funcref (elem $direct $indirect $reference))
              (func $end (type $t) (local.get 2) (local.get 13) (local.get 1) (local.get 14))
              (func $direct (export "direct") (type $t)
                (if (i32.eqz (local.get 0)) (then (return_call $end {string.Concat(Enumerable.Range(0, 15).Select(i => $"(local.get {i})"))})))
                ({Next("return_call $direct")}))
              (func $indirect (export "indirect") (type $t)
                (if (i32.eqz (local.get 0)) (then (return_call $end {string.Concat(Enumerable.Range(0, 15).Select(i => $"(local.get {i})"))})))
                ({Next("return_call_indirect (type $t)")} (i32.const 1)))
              (func $reference (export "reference") (type $t)
                (if (i32.eqz (local.get 0)) (then (return_call $end {string.Concat(Enumerable.Range(0, 15).Select(i => $"(local.get {i})"))})))
                ({Next("return_call_ref $t")} (ref.func $reference)))
              (func $ordinary (export "ordinary") (param v128 v128) (result v128)
                (i32x4.sub (call $shallow (local.get 1) (local.get 0)) (call $shallow (local.get 0) (local.get 1))))
              (func $shallow (param v128 v128) (result v128) (return_call $difference (local.get 1) (local.get 0)))
              (func $difference (param v128 v128) (result v128) (i32x4.sub (local.get 0) (local.get 1))))
            """);
        const int rounds = 120_000;
        foreach (var name in (string[])["direct", "indirect", "reference"])
        {
            var arguments = new GuestValue[15];
            (arguments[0], arguments[1], arguments[14]) = (rounds + 5, 0.5, 4L);
            for (var i = 0; i < 12; i++) arguments[i + 2] = Vector128.Create(1000 * i, 1, 2, 3).AsByte();
            var got = instance.Invoke(name, arguments);
            Assert.Equal(Vector128.Create(5000, 1, 2, 3) + Vector128.Create(rounds / 12), Vector(got[0]).AsInt32());
            Assert.Equal(Vector128.Create(4000, 1, 2, 3) + Vector128.Create(rounds / 12 + 1), Vector(got[1]).AsInt32());
            Assert.Equal((rounds + 5.5, 4L + 2 * (rounds + 5)), (got[2].AsFloat64(), got[3].AsInt64()));
        }
        var ordinary = Vector(instance.Invoke("ordinary", [Vector128.Create(10, 20, 30, 40).AsByte(), Vector128.Create(1, 2, 3, 4).AsByte()])[0]);
        Assert.Equal(Vector128.Create(18, 36, 54, 72), ordinary.AsInt32());
    }

    [SkippableFact]
    public void Globals_and_the_host()
    {
        var host = new HostFunctions();
        var seen = new List<Vector128<byte>>();
        host.Add(new ImportName("host", "swap"), (Vector128<byte> a, int n, Vector128<byte> b) =>
        {
            seen.Add(a);
            seen.Add(b);
            return (b.AsUInt64() + Vector128.Create((ulong)n)).AsByte();
        });
        using var instance = Run($"""
            (module
              (import "host" "swap" (func $swap (param v128 i32 v128) (result v128)))
              (global $small (mut i32) (i32.const 5))
              (global $constant (export "constant") v128 {A})
              (global $variable (export "variable") (mut v128) (global.get $constant))
              (global $after (export "after") (mut i32) (i32.const 6))
              (global $last (export "last") (mut v128) {B})
              (func (export "run") (param v128) (result v128 i32 i32 v128)
                (global.set $variable (i32x4.add (global.get $variable) (local.get 0)))
                (global.set $last (call $swap (local.get 0) (i32.const 3) (global.get $last)))
                (global.get $variable) (global.get $small) (global.get $after) (global.get $constant)))
            """, host);
        Assert.Equal(ValueA, Vector(Global(instance, "variable")));
        var got = instance.Invoke("run", [ValueB]);
        var sum = Of(0x4444444444444444, 0x6666666666666666);
        Assert.Equal((sum, 5, 6, ValueA), (Vector(got[0]), got[1].AsInt32(), got[2].AsInt32(), Vector(got[3])));
        Assert.Equal((ValueA, sum, 6, Of(0x3333333333333336, 0x4444444444444447)),
            (Vector(Global(instance, "constant")), Vector(Global(instance, "variable")), Global(instance, "after").AsInt32(), Vector(Global(instance, "last"))));
        Assert.Equal([ValueB, ValueB], seen);
    }

    private static GuestValue Global(WasmInstance instance, string name)
    {
        var image = instance.Sandbox.Image;
        var export = ImageManifest.Parse(image.GetSection(ImageManifest.SectionName).Span, image.Name).Exports.Single(e => e.Name == name);
        var result = new GuestValue[1];
        instance.Sandbox.Invoke(image.Functions.Single(f => f.Name == export.Function), [], result);
        return result[0];
    }

    [SkippableFact]
    public void Blocks_branches_and_selections()
    {
        using var instance = Run($"""
            (module
              (func (export "select") (param v128 v128 i32) (result v128 v128)
                (select (local.get 0) (local.get 1) (local.get 2))
                (select (result v128) {A} (i64x2.add (local.get 1) {B}) (i32.eqz (local.get 2))))
              (func (export "table") (param i32 v128) (result v128)
                (block $c (result v128) (block $b (result v128) (block $a (result v128)
                  (br_table $a $b $c (local.get 1) (local.get 0)))
                  (i32x4.add (v128.const i32x4 1 1 1 1)))
                  (i32x4.add (v128.const i32x4 10 10 10 10)))
                (i32x4.add (v128.const i32x4 100 100 100 100)))
              (func (export "loop") (param i32 v128 v128) (result v128 v128)
                (local.get 1) (local.get 2)
                (loop $l (param v128 v128) (result v128 v128)
                  (local.set 1) (local.set 2)
                  (local.get 1) (i32x4.add (local.get 2) (v128.const i32x4 1 0 0 0))
                  (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                  (br_if $l (local.get 0))))
              (func (export "if") (param i32 v128) (result v128)
                (local.get 1)
                (if (param v128) (result v128) (local.get 0) (then (i32x4.neg)) (else (v128.not)))))
            """);
        var got = instance.Invoke("select", [ValueA, ValueB, 0]);
        Assert.Equal((ValueB, ValueA), (Vector(got[0]), Vector(got[1])));
        got = instance.Invoke("select", [ValueA, ValueB, 4]);
        Assert.Equal((ValueA, (ValueB.AsUInt64() * 2).AsByte()), (Vector(got[0]), Vector(got[1])));
        foreach (var (index, added) in ((int, int)[])[(0, 111), (1, 110), (2, 100), (77, 100)])
            Assert.Equal(Vector128.Create(added), Vector(instance.Invoke("table", [index, default(Vector128<byte>)])[0]).AsInt32());
        got = instance.Invoke("loop", [7, Vector128.Create(100, 1, 1, 1).AsByte(), Vector128.Create(200, 2, 2, 2).AsByte()]);
        Assert.Equal((Vector128.Create(203, 2, 2, 2), Vector128.Create(104, 1, 1, 1)), (Vector(got[0]).AsInt32(), Vector(got[1]).AsInt32()));
        Assert.Equal(Vector128.Create(-5), Vector(instance.Invoke("if", [1, Vector128.Create(5).AsByte()])[0]).AsInt32());
        Assert.Equal(Vector128.Create(~5), Vector(instance.Invoke("if", [0, Vector128.Create(5).AsByte()])[0]).AsInt32());
    }

    [SkippableFact]
    public void Many_at_once()
    {
        // 100 parameters, 300 locals alive over calls, 20 results: more than there are registers, on a stack that has to be aligned.
        const int parameters = 100, locals = 300, results = 20;
        var text = new StringBuilder("(module (memory 1) (func $id (param i32 v128) (result v128) (local.get 1)) (func $one (result i32) (i32.const 1))");
        text.Append(CultureInfo.InvariantCulture, $"(func $many (export \"many\") (param i32{Repeat(" v128", parameters)}) (result{Repeat(" v128", results)}) (local{Repeat(" v128", locals)})");
        for (var i = 0; i < locals; i++)
            text.Append(CultureInfo.InvariantCulture, $"(local.set {1 + parameters + i} (call $id (i32.const {i}) (i32x4.add (local.get {1 + i % parameters}) (v128.const i32x4 {i} 0 0 {i}))))");
        for (var i = 0; i < results; i++)
        {
            text.Append("(v128.const i64x2 0 0)");
            for (var j = i; j < locals; j += results) text.Append(CultureInfo.InvariantCulture, $"(i32x4.add (local.get {1 + parameters + j}))");
        }
        text.Append(')');
        text.Append(CultureInfo.InvariantCulture, $"(func (export \"odd\") (param i32 i64) (result{Repeat(" v128", results)}) (local i32) (call $many (call $one)");
        for (var i = 0; i < parameters; i++) text.Append(CultureInfo.InvariantCulture, $"(i32x4.splat (i32.const {i}))");
        text.Append(")))");
        using var instance = Run(text.ToString());
        var got = instance.Invoke("odd", [1, 2L]);
        for (var i = 0; i < results; i++)
        {
            var (outer, inner) = (0, 0);
            for (var j = i; j < locals; j += results) (outer, inner) = (outer + j % parameters + j, inner + j % parameters);
            Assert.Equal(Vector128.Create(outer, inner, inner, outer), Vector(got[i]).AsInt32());
        }
    }

    [SkippableFact]
    public void Choices_by_every_comparison()
    {
        // As masks of a bitselect, which is compiled as a blend, beside the mask itself.
        string[] comparisons = [.. new[] { "i8x16", "i16x8", "i32x4" }.SelectMany(l => new[] { "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u" }.Select(c => $"{l}.{c}")),
            .. new[] { "eq", "ne", "lt_s", "gt_s", "le_s", "ge_s" }.Select(c => $"i64x2.{c}"), .. new[] { "f32x4", "f64x2" }.SelectMany(l => new[] { "eq", "ne", "lt", "gt", "le", "ge" }.Select(c => $"{l}.{c}"))];
        var text = new StringBuilder("(module");
        foreach (var comparison in comparisons)
        {
            var mask = $"({comparison} (local.get 0) (local.get 1))";
            text.Append(CultureInfo.InvariantCulture, $"""
                (func (export "{comparison}") (param v128 v128) (result v128 v128 v128) {mask}
                  (v128.bitselect {A} {B} {mask}) (v128.bitselect {A} {B} (v128.not {mask})))
                """);
        }
        using var instance = Run(text.Append(')').ToString());
        Vector128<byte>[] values = [Of(0x8000_0000_7fff_ff80, 0x0001_0203_fcfd_feff), Of(0x7f80_0000_7fff_7f80, 0x8001_0203_fc00_feff), Of(0x3ff0_0000_3f80_0000, 0xbff0_0000_bf80_0000)];
        foreach (var comparison in comparisons)
        {
            foreach (var left in values)
            {
                foreach (var right in values)
                {
                    var got = instance.Invoke(comparison, [left, right]);
                    var mask = Vector(got[0]);
                    Assert.Equal(Vector128.ConditionalSelect(mask, ValueA, ValueB), Vector(got[1]));
                    Assert.Equal(Vector128.ConditionalSelect(mask, ValueB, ValueA), Vector(got[2]));
                }
            }
        }
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
