using Microlight.Fuzz;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Binary;

/// <summary>Modules as a whole: what is kept, what is ignored, what is cut off or too much.</summary>
public sealed class ModuleDecoderTests
{
    private static readonly ModuleWriter EmptyType = ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([], []));

    private static readonly ModuleWriter OneFunction = ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0));

    [Fact]
    public void The_empty_module_decodes() => Assert.Empty(ModuleDecoder.Decode(ModuleWriter.Module()).Types);

    [Fact]
    public void Spectest_decodes_to_what_was_written()
    {
        var module = ModuleDecoder.Decode(Spec.SpectestModule.Build());
        ModuleValidator.Validate(module);
        Assert.Equal(7, module.Bodies.Length);
        Assert.Equal([new TableType(WasmType.FuncRef, new Limits(10, 20)), new TableType(WasmType.FuncRef, new Limits(10, 20, Is64: true))], module.Tables);
        Assert.Equal([new MemoryType(new Limits(1, 2)), new MemoryType(new Limits(1, 2), Shared: true)], module.Memories);
        Assert.Equal([WasmType.I32, WasmType.I64, WasmType.F32, WasmType.F64], module.Globals.Select(g => g.Type));
        Assert.Equal("[i32 f32] -> []", module.TypeOf(5).ToString());
        Assert.Contains(module.Exports, e => e is { Name: "print_i32", Kind: ExternalKind.Function, Index: 1 });
    }

    [Fact]
    public void A_module_cut_off_anywhere_but_between_sections_is_refused()
    {
        foreach (var module in Fixtures.Modules.Select(File.ReadAllBytes).Where(IsAccepted))
        {
            var boundaries = SectionSpan.Sections(module).Select(section => section.Start + section.Length).Append(8).ToHashSet();
            for (var length = 0; length < module.Length; length++)
            {
                var cut = module[..length];
                try
                {
                    ModuleDecoder.Decode(cut);
                    Assert.Contains(length, boundaries);
                }
                catch (WasmMalformedException e)
                {
                    Assert.InRange(e.Offset, 0, length);
                }
            }
        }
    }

    /// <summary>False for a module that needs what is not supported: its cuts may be refused for that.</summary>
    private static bool IsAccepted(byte[] module)
    {
        try
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(module));
            return true;
        }
        catch (WasmUnsupportedException)
        {
            return false;
        }
    }

    [Fact]
    public void Names_come_from_the_name_section_and_its_faults_do_not_matter()
    {
        var names = new ModuleWriter().Name("name")
            .Byte(0).Sized(new ModuleWriter().Name("the module"))
            .Byte(1).Sized(new ModuleWriter().U32(2).U32(0).Name("first").U32(1).Byte(0xff));
        var module = ModuleDecoder.Decode(ModuleWriter.Module(EmptyType, OneFunction, ModuleWriter.Section(SectionId.Code, ModuleWriter.Body()),
            ModuleWriter.RawSection(SectionId.Custom, names)));
        Assert.Equal("the module", module.Name);
        Assert.Equal("first", module.FunctionNames[0]);
        Assert.False(module.FunctionNames.ContainsKey(1));
    }

    [Fact]
    public void Custom_sections_are_ignored_but_must_have_a_name()
    {
        ModuleDecoder.Decode(ModuleWriter.Module(ModuleWriter.RawSection(SectionId.Custom, new ModuleWriter().Name("x").Raw([1, 2, 3])), EmptyType));
        Malformed(ModuleWriter.RawSection(SectionId.Custom, new ModuleWriter().Sized(new ModuleWriter().Byte(0xff))));
        Malformed(ModuleWriter.RawSection(SectionId.Custom, new ModuleWriter()));
    }

    [Fact]
    public void Sections_come_once_and_in_order()
    {
        Malformed(EmptyType, EmptyType);
        Malformed(ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1)), ModuleWriter.Section(SectionId.Table));
        Malformed(ModuleWriter.RawSection((SectionId)14, new ModuleWriter()));
    }

    [Fact]
    public void Section_sizes_must_be_right()
    {
        Malformed(ModuleWriter.RawSection(SectionId.Type, new ModuleWriter().U32(0).Byte(0)));
        Malformed(ModuleWriter.RawSection(SectionId.Type, new ModuleWriter().U32(1).Byte(0x60)));
        Malformed(EmptyType, OneFunction);
    }

    [Fact]
    public void Other_files_are_told_apart()
    {
        Assert.Contains("magic", Assert.Throws<WasmMalformedException>(() => ModuleDecoder.Decode("#!/bin/sh\n"u8.ToArray())).Message);
        Assert.Equal(WasmFeature.Component, Assert.Throws<WasmUnsupportedException>(() =>
            ModuleDecoder.Decode(new byte[] { 0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0 })).Feature);
    }

    [Fact]
    public void A_count_without_its_elements_costs_nothing()
    {
        // Five bytes that promise four billion imports.
        var before = GC.GetAllocatedBytesForCurrentThread();
        Malformed(ModuleWriter.RawSection(SectionId.Import, new ModuleWriter().U32(uint.MaxValue)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Limits_are_named()
    {
        var many = new WasmType[ModuleLimits.Parameters + 1];
        Array.Fill(many, WasmType.I32);
        Limit("parameters", ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType(many, [])));
        Limit("results", ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([], many)));
        Limit("locals", EmptyType, OneFunction, ModuleWriter.Section(SectionId.Code,
            new ModuleWriter().Sized(new ModuleWriter().U32(1).U32(ModuleLimits.Locals + 1).Byte(0x7f).Byte((byte)Opcode.End))));
        var memories = new ModuleWriter[ModuleLimits.Memories + 1];
        Array.Fill(memories, new ModuleWriter().Limits(0));
        Limit("memories", ModuleWriter.Section(SectionId.Memory, memories));
    }

    [Fact]
    public void More_locals_than_can_be_counted_are_malformed() => Malformed(EmptyType, OneFunction, ModuleWriter.Section(SectionId.Code,
        new ModuleWriter().Sized(new ModuleWriter().U32(2).U32(uint.MaxValue).Byte(0x7f).U32(1).Byte(0x7e).Byte((byte)Opcode.End))));

    private static void Malformed(params ReadOnlySpan<ModuleWriter> sections)
    {
        var module = ModuleWriter.Module(sections);
        Assert.Throws<WasmMalformedException>(() => ModuleDecoder.Decode(module));
    }

    private static void Limit(string what, params ReadOnlySpan<ModuleWriter> sections)
    {
        var module = ModuleWriter.Module(sections);
        Assert.Contains(what, Assert.Throws<WasmLimitException>(() => ModuleDecoder.Decode(module)).Message);
    }
}
