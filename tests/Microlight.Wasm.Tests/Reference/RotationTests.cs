using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Spec;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>
/// Rotations that the code generator gets wrong if it sees them: by a constant, compared with zero (ZeroTests); of a constant by a constant,
/// divided (Numeric of the runtime).
/// </summary>
public sealed class RotationTests
{
    private static readonly FunctionType Type = new([WasmType.I32, WasmType.I32], [WasmType.I32, WasmType.I32]);

    /// <summary>Makes an i32 that is 0 exactly if its argument is, from a rotation of local 0 on the stack.</summary>
    public static TheoryData<string, byte[]> Tests => new()
    {
        { "if", [(byte)Opcode.If, 0x7f, (byte)Opcode.I32Const, 1, (byte)Opcode.Else, (byte)Opcode.I32Const, 0, (byte)Opcode.End] },
        { "eqz", [(byte)Opcode.I32Eqz, (byte)Opcode.I32Eqz] },
        { "ne after add", [(byte)Opcode.I32Const, 3, (byte)Opcode.I32Add, (byte)Opcode.I32Const, 3, (byte)Opcode.I32Ne] },
        { "ge_u 1", [(byte)Opcode.I32Const, 1, (byte)Opcode.I32GeU] },
        { "i64.eqz of the extension", [(byte)Opcode.I64ExtendI32U, (byte)Opcode.I64Eqz, (byte)Opcode.I32Eqz] },
        { "in another function", [(byte)Opcode.Call, 0] },
    };

    [SkippableTheory]
    [MemberData(nameof(Tests))]
    public void A_rotation_is_zero_only_if_its_operand_is(string name, byte[] test)
    {
        foreach (var rotation in new[] { Opcode.I32Rotl, Opcode.I32Rotr })
        {
            // The masked second argument comes first, so that the flags say zero before the rotation.
            var code = new ModuleWriter().Byte((byte)Opcode.LocalGet).U32(1).Byte((byte)Opcode.I32Const).S64(15).Byte((byte)Opcode.I32And)
                .Byte((byte)Opcode.LocalGet).U32(0).Byte((byte)Opcode.I32Const).S64(5).Byte((byte)rotation).Raw(test);
            var plan = new SpecPlan([new PlannedInstance(0, Decode(code), new Dictionary<string, int>())], []);
            try
            {
                using var machine = SpecMachine.Create(plan, name);
                machine.Instantiate(0);
                Assert.Equal([0, 1], machine.Invoke(0, "f", [32, 16]));
                Assert.Equal([7, 0], machine.Invoke(0, "f", [0, 7]));
            }
            catch (HypervisorUnavailableException e)
            {
                Skip.If(true, e.Message);
            }
        }
    }

    /// <summary>The rotation's operands become constants when the code generator inlines it; 0xa81e300a is negative, a multiple of 5.</summary>
    [SkippableTheory]
    [InlineData("div_s", "rotl", -3, -294883326)]
    [InlineData("div_s", "rotr", 3, -294883326)]
    [InlineData("rem_s", "rotl", 29, 0)]
    [InlineData("rem_s", "rotr", -29, 0)]
    public void A_rotation_of_constants_is_a_negative_dividend(string division, string rotation, int count, int expected)
    {
        var module = Wat.Decode($$"""
            (global $divisor (mut i32) (i32.const 4))
            (func $divided (param i32) (result i32) (i32.{{division}} (i32.{{rotation}} (i32.const 1089568853) (local.get 0)) (i32.or (global.get $divisor) (i32.const 1))))
            (func (export "f") (result i32) (call $divided (i32.const {{count}})))
            """);
        try
        {
            using var machine = SpecMachine.Create(new SpecPlan([new PlannedInstance(0, module, new Dictionary<string, int>())], []), rotation);
            machine.Instantiate(0);
            Assert.Equal([expected], machine.Invoke(0, "f", []));
        }
        catch (HypervisorUnavailableException e)
        {
            Skip.If(true, e.Message);
        }
    }

    /// <summary>Function 0 tests its argument; function 1, exported as f, is the code.</summary>
    private static WasmModule Decode(ModuleWriter code)
    {
        var module = ModuleDecoder.Decode(ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([WasmType.I32], [WasmType.I32]), ModuleWriter.FunctionType(Type.Parameters, Type.Results)),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0), new ModuleWriter().U32(1)),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("f", ExternalKind.Function, 1)),
            ModuleWriter.Section(SectionId.Code,
                ModuleWriter.Body((byte)Opcode.LocalGet, 0, (byte)Opcode.I32Eqz, (byte)Opcode.I32Eqz),
                ModuleWriter.Body(code.ToArray()))));
        ModuleValidator.Validate(module);
        return module;
    }
}
