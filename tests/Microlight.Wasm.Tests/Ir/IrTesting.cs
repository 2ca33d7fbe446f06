using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>From bytes to SSA for tests.</summary>
internal static class IrTesting
{
    public static LinkedProgram Link(ReadOnlyMemory<byte> wasm) => Linker.Link(Validated(wasm));

    public static WasmModule Validated(ReadOnlyMemory<byte> wasm)
    {
        var module = ModuleDecoder.Decode(wasm);
        ModuleValidator.Validate(module);
        return module;
    }

    public static IEnumerable<IrFunction> Functions(LinkedProgram program)
    {
        foreach (var instance in program.Instances)
        {
            var context = new InstanceContext(new ProgramContext(program), instance);
            foreach (var body in instance.Module.Bodies) yield return IrBuilder.Build(context, body);
        }
    }

    /// <summary>Builds and runs the passes, and checks the form after each and the variables of the CIL.</summary>
    public static void Check(LinkedProgram program)
    {
        foreach (var function in Functions(program))
        {
            WideProducts.Run(function);
            Assert.Null(IrVerifier.Check(function));
            TrivialPhis.Run(function);
            Assert.Null(IrVerifier.Check(function));
            MemoryValues.Run(function);
            Assert.Null(IrVerifier.Check(function));
            DeadCode.Run(function);
            Assert.Null(IrVerifier.Check(function));
            if (IdleBranches.Run(function)) DeadCode.Run(function);
            Assert.Null(IrVerifier.Check(function));
            var trees = new ExpressionTrees(function);
            Assert.Null(VariableVerifier.Check(function, trees, new VariableAssignment(function, trees)));
        }
    }

    /// <summary>A module of one function, with a memory, a table of functions and a mutable global.</summary>
    public static byte[] Module(WasmType[] parameters, WasmType[] results, (uint Count, WasmType Type)[] locals, ReadOnlySpan<byte> code)
    {
        var body = new ModuleWriter().U32((uint)locals.Length);
        foreach (var (count, type) in locals) body.U32(count).Byte((byte)type.Code);
        body.Raw(code).Byte((byte)Opcode.End);
        return ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType(parameters, results)),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0)),
            ModuleWriter.Section(SectionId.Table, new ModuleWriter().Byte(0x70).Limits(4)),
            ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1)),
            ModuleWriter.Section(SectionId.Global, new ModuleWriter().GlobalType(new GlobalType(WasmType.I32, true)).Raw([0x41, 0, 0x0b])),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("f", ExternalKind.Function, 0)),
            ModuleWriter.Section(SectionId.Code, new ModuleWriter().Sized(body)));
    }

    public static string Text(byte[] wasm)
    {
        var function = Functions(Link(wasm)).Single();
        IrPasses.Run(function);
        Assert.Null(IrVerifier.Check(function));
        return IrText.Of(function);
    }
}
