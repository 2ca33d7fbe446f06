using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Spec;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>Reinterpreting an 8- or 16-bit value from memory as a float takes the value, not the four bytes that lie there.</summary>
public sealed class NarrowReinterpretTests
{
    /// <summary>What makes an i32 of the four bytes ff 00 80 3f at address 0, and the bits it has.</summary>
    public static TheoryData<string, byte[], uint> Sources => new()
    {
        { "load8_s", [(byte)Opcode.I32Const, 0, (byte)Opcode.I32Load8S, 0, 0], 0xffff_ffff },
        { "load8_u", [(byte)Opcode.I32Const, 0, (byte)Opcode.I32Load8U, 0, 0], 0xff },
        { "load16_u", [(byte)Opcode.I32Const, 0, (byte)Opcode.I32Load16U, 0, 0], 0xff },
        { "extend8_s", [(byte)Opcode.I32Const, 0, (byte)Opcode.I32Load, 0, 0, (byte)Opcode.I32Extend8S], 0xffff_ffff },
        { "mask", [(byte)Opcode.I32Const, 0, (byte)Opcode.I32Load, 0, 0, (byte)Opcode.I32Const, 0xff, 0x01, (byte)Opcode.I32And], 0xff },
        { "load", [(byte)Opcode.I32Const, 0, (byte)Opcode.I32Load, 0, 0], 0x3f80_00ff },
    };

    [SkippableTheory]
    [MemberData(nameof(Sources))]
    public void The_value_is_reinterpreted(string name, byte[] source, uint bits)
    {
        var plan = new SpecPlan([new PlannedInstance(0, Decode(source), new Dictionary<string, int>())], []);
        try
        {
            using var machine = SpecMachine.Create(plan, name);
            machine.Instantiate(0);
            Assert.Equal(bits, (uint)machine.Invoke(0, "f", [])[0].Bits);
        }
        catch (HypervisorUnavailableException e)
        {
            Skip.If(true, e.Message);
        }
    }

    private static WasmModule Decode(byte[] source)
    {
        var module = ModuleDecoder.Decode(ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([], [WasmType.F32])),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0)),
            ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1)),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("f", ExternalKind.Function, 0)),
            ModuleWriter.Section(SectionId.Code, ModuleWriter.Body([.. source, (byte)Opcode.F32ReinterpretI32])),
            ModuleWriter.Section(SectionId.Data, new ModuleWriter().U32(0).Byte((byte)Opcode.I32Const).S64(0).Byte((byte)Opcode.End)
                .Sized(new ModuleWriter().Raw([0xff, 0x00, 0x80, 0x3f])))));
        ModuleValidator.Validate(module);
        return module;
    }
}
