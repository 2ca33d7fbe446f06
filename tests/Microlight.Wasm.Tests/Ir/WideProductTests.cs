using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>Products of 128 bits made of 32-bit halves: found in the forms that compilers and libraries have, and right; what only looks like one is left.</summary>
public sealed class WideProductTests
{
    /// <summary>compiler-rt's __multi3 as clang 19 compiles it.</summary>
    private const string Multi3 =
        """
        (func $multi3 (param i32 i64 i64 i64 i64) (local i64)
          (i64.store offset=8 (local.get 0)
            (i64.add (i64.add (i64.add (i64.add
              (i64.add (i64.mul (local.get 4) (local.get 1)) (i64.mul (local.get 2) (local.get 3)))
              (i64.mul (local.tee 2 (i64.shr_u (local.get 3) (i64.const 32))) (local.tee 4 (i64.shr_u (local.get 1) (i64.const 32)))))
              (i64.const 0))
              (i64.shr_u (local.tee 3 (i64.add
                (i64.shr_u (local.tee 5 (i64.mul (local.tee 3 (i64.and (local.get 3) (i64.const 0xffffffff))) (local.tee 1 (i64.and (local.get 1) (i64.const 0xffffffff))))) (i64.const 32))
                (i64.mul (local.get 3) (local.get 4)))) (i64.const 32)))
              (i64.shr_u (local.tee 1 (i64.add (i64.and (local.get 3) (i64.const 0xffffffff)) (i64.mul (local.get 2) (local.get 1)))) (i64.const 32))))
          (i64.store (local.get 0) (i64.or (i64.shl (local.get 1) (i64.const 32)) (i64.and (local.get 5) (i64.const 0xffffffff)))))
        """;

    /// <summary>XXH_mult64to128, portable: three terms in the middle, halves by conversion.</summary>
    private const string Portable =
        """
        (func $lo (param i64) (result i64) (i64.extend_i32_u (i32.wrap_i64 (local.get 0))))
        (func $hi (param i64) (result i64) (i64.shr_u (local.get 0) (i64.const 32)))
        (func (export "portable") (param i64 i64) (local $ll i64) (local $hl i64) (local $lh i64) (local $cross i64)
          (local.set $ll (i64.mul (call $lo (local.get 0)) (call $lo (local.get 1))))
          (local.set $hl (i64.mul (call $hi (local.get 0)) (call $lo (local.get 1))))
          (local.set $lh (i64.mul (call $lo (local.get 0)) (call $hi (local.get 1))))
          (local.set $cross (i64.add (i64.add (i64.shr_u (local.get $ll) (i64.const 32)) (call $lo (local.get $hl))) (local.get $lh)))
          (i64.store offset=8 (i32.const 64) (i64.add (i64.add (i64.shr_u (local.get $hl) (i64.const 32)) (i64.shr_u (local.get $cross) (i64.const 32)))
            (i64.mul (call $hi (local.get 0)) (call $hi (local.get 1)))))
          (i64.store (i32.const 64) (i64.or (i64.shl (local.get $cross) (i64.const 32)) (call $lo (local.get $ll)))))
        """;

    private const string Compiler =
        """(func (export "compiler") (param i64 i64) (call $multi3 (i32.const 64) (local.get 0) (i64.const 0) (local.get 1) (i64.const 0)))""";

    private static string Module(string functions) => $"(module (memory (export \"memory\") 1) {functions})";

    private static int Products(string text)
    {
        var functions = IrTesting.Functions(IrTesting.Link(Wat.Module(text))).ToList();
        var found = 0;
        foreach (var function in functions)
        {
            WideProducts.Run(function);
            IrPasses.Run(function);
            Assert.Null(IrVerifier.Check(function));
            for (var i = 0; i < function.Count; i++) found += function[i].Op == Opcode.I64MulWideU ? 1 : 0;
        }
        return found;
    }

    [Fact]
    public void Forms_of_compilers_and_libraries_are_found()
    {
        Assert.Equal(2, Products(Module(Multi3 + Compiler))); // where it is, and inlined
        Assert.Equal(1, Products(Module(Portable)));
    }

    [Theory]
    [InlineData("(i64.const 0xffffffff)", "(i64.const 0x7fffffff)")]
    [InlineData("(i64.const 32)", "(i64.const 31)")]
    [InlineData("(i64.mul (local.get 2) (local.get 1))", "(i64.mul (local.get 2) (local.get 2))")]
    [InlineData("(i64.mul (local.get 3) (local.get 4))", "(i64.mul (local.get 3) (local.get 2))")]
    public void What_differs_in_one_place_is_not_a_product(string part, string by)
    {
        for (var at = Multi3.IndexOf(part, StringComparison.Ordinal); at >= 0; at = Multi3.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            var changed = string.Concat(Multi3.AsSpan(0, at), by, Multi3.AsSpan(at + part.Length));
            var lowHalf = at > Multi3.LastIndexOf("i64.store", StringComparison.Ordinal);
            Assert.Equal(lowHalf ? 1 : 0, Products(Module(changed)));
        }
    }

    [SkippableFact]
    public void Both_halves_are_right()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module(Module(Multi3 + Compiler + Portable))), "products");
        using var instance = WasmInstance.Create(image, new SandboxOptions());
        var random = new Random(1);
        ulong[] special = [0, 1, uint.MaxValue, 1UL << 32, ulong.MaxValue, 1UL << 63];
        for (var i = 0; i < 200; i++)
        {
            var (a, b) = i < 36 ? (special[i / 6], special[i % 6]) : ((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
            foreach (var function in (string[])["compiler", "portable"])
            {
                instance.Invoke(function, [GuestValue.Of((long)a), GuestValue.Of((long)b)]);
                var product = BitConverter.ToUInt128(instance.Sandbox.Memories[0].Slice(64, 16));
                Assert.True((UInt128)a * b == product, $"{function}: {a} * {b}");
            }
        }
    }
}
