using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Binary;

/// <summary>The limits that an embedder sets: each refuses what is beyond it alone, by name, and none can be set beyond what is possible.</summary>
public sealed class WasmLimitsTests
{
    [Theory]
    [InlineData("ModuleSize", 100)]
    [InlineData("Types", 1)]
    [InlineData("Functions", 2)]
    [InlineData("FunctionSize", 5)]
    [InlineData("Locals", 9)]
    [InlineData("Imports", 0)]
    [InlineData("Exports", 1)]
    [InlineData("Globals", 1)]
    [InlineData("Memories", 1)]
    [InlineData("Tables", 1)]
    [InlineData("TableElements", 11)]
    [InlineData("DataSegments", 1)]
    [InlineData("ElementSegments", 1)]
    public void A_module_beyond_a_limit_is_refused_by_its_name(string name, int most)
    {
        var enough = new WasmLimits().With(name, name == "ModuleSize" ? (uint)Module.Length : (uint)most + 1)!;
        Decode(enough);
        var message = Assert.Throws<WasmLimitException>(() => Decode(new WasmLimits().With(name, (uint)most)!)).Message;
        Assert.Contains($"the limit {name} is {most:#,0}: ", message);
        Assert.Contains("WasmLimits." + name, name is "Functions" or "FunctionSize" or "Memories" or "Tables" or "TableElements" ? message : "WasmLimits." + name);
    }

    [Fact]
    public void The_compiler_keeps_to_them() =>
        Assert.Throws<WasmLimitException>(() => WasmCompiler.Compile(Module, new WasmCompilerOptions { Limits = new WasmLimits { Exports = 1 } }));

    [Fact]
    public void No_limit_is_beyond_what_is_possible()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WasmLimits { Tables = 1_701 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WasmLimits { Functions = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WasmLimits().With("locals", uint.MaxValue));
        Assert.Null(new WasmLimits().With("Stack", 1));
    }

    private static void Decode(WasmLimits limits)
    {
        LimitCheck.Size(Module.Length, limits);
        LimitCheck.Contents(ModuleDecoder.Decode(Module), limits);
    }

    /// <summary>Two of everything, with an import and a function of ten locals and six bytes.</summary>
    private static byte[] Module { get; } = ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([], []), ModuleWriter.FunctionType([WasmType.I32], [])),
        ModuleWriter.Section(SectionId.Import, new ModuleWriter().Name("host").Name("f").Byte((byte)ExternalKind.Function).U32(0)),
        ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0), new ModuleWriter().U32(1)),
        ModuleWriter.Section(SectionId.Table, new ModuleWriter().Byte(0x70).Limits(12), new ModuleWriter().Byte(0x70).Limits(1)),
        ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1), new ModuleWriter().Limits(1)),
        ModuleWriter.Section(SectionId.Global, [.. Enumerable.Repeat(new ModuleWriter().GlobalType(new GlobalType(WasmType.I32, false)).Raw([0x41, 0, 0x0b]), 2)]),
        ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("a", ExternalKind.Function, 1), ModuleWriter.Export("b", ExternalKind.Function, 2)),
        ModuleWriter.Section(SectionId.Element, [.. Enumerable.Repeat(new ModuleWriter().Raw([1, 0, 0]), 2)]),
        ModuleWriter.Section(SectionId.Code,
            ModuleWriter.Body(),
            new ModuleWriter().Sized(new ModuleWriter().Raw([1, 9, 0x7f, 1, 1, 1, 1, 1, 0x0b]))),
        ModuleWriter.Section(SectionId.Data, [.. Enumerable.Repeat(new ModuleWriter().Raw([1, 0]), 2)]));
}
