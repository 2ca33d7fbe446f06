using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>Functions whose shape would make a careless pass take quadratic time or memory, or recurse as deep as they nest.</summary>
public sealed class HostileShapeTests
{
    private static readonly WasmType[] I32 = [WasmType.I32];

    public static TheoryData<string> Shapes => ["ifs", "blocks", "loops", "locals", "switch", "chain", "wide expression", "many values"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Is_translated(string shape)
    {
        var assembly = CilCompiler.Compile(IrTesting.Link(Module(shape)));
        Assert.NotEmpty(assembly.Image);
    }

    /// <summary>The code generator too comes to an end, in a quarter of the memory that it has by default, and what it makes can be loaded.</summary>
    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Shapes))]
    public void Is_compiled_within_the_limits(string shape)
    {
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Module(shape), new WasmCompilerOptions { MemoryLimit = 1L << 30 }), shape);
        Assert.Contains(image.Functions, f => f.Name == "f");
    }

    private static byte[] Module(string shape)
    {
        var code = new ModuleWriter();
        var locals = new List<(uint, WasmType)> { (1, WasmType.I32) };
        switch (shape)
        {
            case "ifs": // if (x & i) x = x + i, 60,000 times
                for (var i = 0; i < 60_000; i++) code.Raw([0x20, 0, 0x41]).S64(i).Raw([0x71, 0x04, 0x40, 0x20, 0, 0x41]).S64(i).Raw([0x6a, 0x21, 0, 0x0b]);
                break;
            case "blocks": // each left by a br_if, each assigns
                for (var i = 0; i < 5_000; i++) code.Raw([0x02, 0x40]);
                for (var i = 0; i < 5_000; i++) code.Raw([0x20, 0, 0x0d, 0, 0x41, 1, 0x21, 1, 0x0b]);
                break;
            case "loops":
                for (var i = 0; i < 5_000; i++) code.Raw([0x03, 0x40]);
                for (var i = 0; i < 5_000; i++) code.Raw([0x20, 0, 0x41, 1, 0x6a, 0x22, 0, 0x0d, 0, 0x0b]);
                break;
            case "locals": // 20,000 locals, each changed in an if of its own, all inside a loop
                locals[0] = (20_000, WasmType.I32);
                code.Raw([0x03, 0x40]);
                for (var i = 0; i < 20_000; i++) code.Raw([0x20, 0, 0x04, 0x40, 0x20]).U32((uint)(i * 7919L % 20_000)).Byte(0x21).U32((uint)i).Byte(0x0b);
                code.Raw([0x20, 0, 0x0d, 0, 0x0b]);
                break;
            case "switch":
                code.Raw([0x02, 0x40, 0x02, 0x40, 0x20, 0, 0x0e]).U32(60_000);
                for (var i = 0; i <= 60_000; i++) code.U32((uint)(i & 1));
                code.Raw([0x0b, 0x0b]);
                break;
            case "chain":
                code.Raw([0x20, 0]);
                for (var i = 0; i < 300_000; i++) code.Raw([0x20, 0, 0x6c, 0x20, 0, 0x73]);
                code.Raw([0x21, 0]);
                break;
            case "wide expression":
                for (var i = 0; i < 9_000; i++) code.Raw([0x20, 0, 0x28, 2, 0]);
                for (var i = 0; i < 8_999; i++) code.Byte(0x6a);
                code.Raw([0x21, 0]);
                break;
            case "many values": // 20,000 loads that a later block adds up
                locals[0] = (20_000, WasmType.I32);
                for (var i = 0; i < 20_000; i++) code.Raw([0x20, 0, 0x28, 2]).U32((uint)i).Byte(0x21).U32((uint)i + 1);
                code.Raw([0x20, 0, 0x04, 0x40]);
                for (var i = 0; i < 20_000; i++) code.Raw([0x20]).U32((uint)i + 1).Raw([0x20, 0, 0x6a, 0x21, 0]);
                code.Byte(0x0b);
                break;
        }
        code.Raw([0x20, 0]);
        return IrTesting.Module(I32, I32, [.. locals], code.ToArray());
    }
}
