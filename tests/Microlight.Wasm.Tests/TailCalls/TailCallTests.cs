using Iced.Intel;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Disassembly;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Tests.Linking;
using Microlight.Wasm.Tests.Ir;
using Microlight.Wasm.Tests.Reference;
using Microlight.Wasm.Tests.Spec;
using Microlight.Wasm.Tests.Support;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.TailCalls;

/// <summary>Tail calls: jumps in the machine code for functions of any type, no frame left behind, the right values.</summary>
public sealed class TailCallTests(ITestOutputHelper output)
{
    private const int Functions = 24;

    [SkippableTheory]
    [InlineData(1, 4, true)]
    [InlineData(2, 24, true)]
    [InlineData(3, 24, false)]
    [InlineData(4, 120, true)]
    public void Functions_of_any_type_replace_each_other(int seed, int parameters, bool optimize)
    {
        var wasm = TailCallRing.Build(seed, Functions, parameters, i => i % 3 == 1);
        using var expected = new ReferenceProgram(IrTesting.Link(wasm));
        expected.Instantiate(0);
        var image = Compile(IrTesting.Link(wasm), optimize);
        AssertJumps(image);
        using var instance = WasmInstance.Create(image);
        Assert.Equal(expected.Invoke(0, "run", [1000, 7L]), instance.Invoke("run", [1000, 7L]));
        // Far more frames than the stack has room for.
        Assert.Equal(3, instance.Invoke("run", [3_000_000, 7L]).Length);
    }

    [SkippableFact]
    public void A_hundred_million_calls_need_no_stack()
    {
        var wasm = TailCallRing.Build(5, 4, 10, i => i % 2 == 0);
        using var instance = WasmInstance.Create(Compile(IrTesting.Link(wasm), optimize: true));
        Assert.Equal(3, instance.Invoke("run", [100_000_000, 1L]).Length);
    }

    [SkippableFact]
    public void Locals_that_are_kept_out_of_ssa_change_nothing()
    {
        // A block with more edges times locals than SSA is built for.
        static ModuleWriter Prefix(uint first)
        {
            var code = new ModuleWriter().Raw([0x02, 0x40]);
            for (var i = 0u; i < TailCallRing.Locals; i++) code.Raw([0x41, 1, 0x21]).U32(first + i);
            for (var i = 0; i < 8_000; i++) code.Raw([0x41, 0, 0x0d, 0]);
            return code.Byte(0x0b);
        }
        var wasm = TailCallRing.Build(6, 3, 20, i => i == 1, Prefix);
        Assert.All(IrTesting.Functions(IrTesting.Link(wasm)), f => Assert.NotNull(f.Variables));
        using var expected = new ReferenceProgram(IrTesting.Link(wasm));
        expected.Instantiate(0);
        using var instance = WasmInstance.Create(Compile(IrTesting.Link(wasm), optimize: true));
        Assert.Equal(expected.Invoke(0, "run", [100, 7L]), instance.Invoke("run", [100, 7L]));
    }

    [SkippableFact]
    public void The_host_is_called_without_the_caller()
    {
        // f(i32) → i64 tail-calls the import with the argument eight times, the last in a slot.
        WasmType[] eight = [.. Enumerable.Repeat(WasmType.I32, 8)];
        var body = new ModuleWriter();
        for (var i = 0; i < 8; i++) body.Byte((byte)Opcode.LocalGet).U32(0).Byte((byte)Opcode.I32Const).S64(i).Byte((byte)Opcode.I32Add);
        body.Byte((byte)Opcode.ReturnCall).U32(0);
        var wasm = ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType(eight, [WasmType.I64]), ModuleWriter.FunctionType([WasmType.I32], [WasmType.I64])),
            ModuleWriter.Section(SectionId.Import, new ModuleWriter().Name("env").Name("sum").Byte(0).U32(0)),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(1)),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("f", ExternalKind.Function, 1)),
            ModuleWriter.Section(SectionId.Code, ModuleWriter.Body(body.ToArray())));
        var image = Compile(IrTesting.Link(wasm), optimize: true);
        AssertJumps(image);
        var functions = new HostFunctions().Add(("env", "sum"), GuestSignature.TryParse("iiiiiiii>I")!, (_, arguments, results) =>
        {
            var sum = 0L;
            foreach (var argument in arguments) sum = sum * 10 + argument.AsInt32();
            results[0] = sum;
        });
        using var instance = WasmInstance.Create(image, new SandboxOptions { HostFunctions = functions });
        Assert.Equal(12345678L, instance.Invoke("f", [1])[0].AsInt64());
    }

    [SkippableFact]
    public void Instances_replace_each_other()
    {
        // Two modules: the first counts down through the second, which it can only name through its table.
        var type = ModuleWriter.FunctionType([WasmType.I32], [WasmType.I32]);
        var countdown = new ModuleWriter().Raw([0x20, 0, 0x45, 0x04, 0x40, 0x41, 42, 0x0f, 0x0b, 0x20, 0, 0x41, 1, 0x6b]);
        var first = ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, type),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0)),
            ModuleWriter.Section(SectionId.Table, new ModuleWriter().Byte(0x70).Limits(1)),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("f", ExternalKind.Function, 0), ModuleWriter.Export("t", ExternalKind.Table, 0)),
            ModuleWriter.Section(SectionId.Code, ModuleWriter.Body([.. countdown.ToArray(), 0x41, 0, (byte)Opcode.ReturnCallIndirect, 0, 0])));
        var second = ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, type),
            ModuleWriter.Section(SectionId.Import, new ModuleWriter().Name("a").Name("f").Byte(0).U32(0), new ModuleWriter().Name("a").Name("t").Byte(1).Byte(0x70).Limits(1)),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0)),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("g", ExternalKind.Function, 1)),
            ModuleWriter.Section(SectionId.Element, new ModuleWriter().Raw([0, 0x41, 0, 0x0b, 1, 1])),
            ModuleWriter.Section(SectionId.Code, ModuleWriter.Body([.. countdown.ToArray(), (byte)Opcode.ReturnCall, 0])));
        var instances = new[] { new LinkInput(IrTesting.Link(first).Instances[0].Module), NamedInstances.Bind(IrTesting.Validated(second), new Dictionary<string, int> { ["a"] = 0 }) };
        var image = Compile(Linker.Link(instances), optimize: true);
        AssertJumps(image);
        using var instance = WasmInstance.Create(image);
        Assert.Equal(42, instance.Invoke("g", [2_000_001])[0].AsInt32());
    }

    [Fact]
    public void A_tail_call_that_is_not_a_jump_is_refused()
    {
        var linker = new ObjectLinker();
        var section = linker.Add(new LinkSection(".text", SectionKind.Code));
        section.Append([0xe8, 0, 0, 0, 0, 0xc3]);
        section.Relocations.Add(new LinkRelocation(1, ElfConstants.RelocPlt32, linker.Symbol("tf0_0"), -4));
        linker.Symbol("f0_0").Define(section, 0);
        var assembly = CilCompiler.Compile(IrTesting.Link(TailCallRing.Build(1, 1, 0, _ => false)));
        Assert.Equal(["f0_0"], assembly.TailCallTargets);
        var exception = Assert.Throws<WasmCompilationException>(() => TailCallLinker.Resolve(linker, assembly));
        Assert.Contains("tail call", exception.Message);
    }

    private static GuestImage Compile(LinkedProgram program, bool optimize)
    {
        var assembly = CilCompiler.Compile(program, optimize);
        var code = new CodeGenerator(CodeGeneratorFiles.Locate()).Generate(assembly, InstructionSets.Host, new WasmCompilerOptions(), null, out _, default);
        return GuestImage.FromBytes(ProgramImage.Build(program, assembly, code, InstructionSets.Host), "tail calls");
    }

    /// <summary>Functions leave by jumps: none calls anything but a trap.</summary>
    private void AssertJumps(GuestImage image)
    {
        var listing = new CodeListing(image);
        var helpers = listing.Helpers.ToLookup(h => h.Address, h => h.Name);
        foreach (var function in listing.Functions)
        {
            var jumps = 0;
            Assert.True(image.TryRead(function.Address, out var code));
            var decoder = Decoder.Create(64, new ByteArrayCodeReader(code[..(int)function.Size].ToArray()), function.Address);
            while (decoder.IP < function.Address + function.Size)
            {
                decoder.Decode(out var instruction);
                var isNear = instruction.Op0Kind == OpKind.NearBranch64;
                if (instruction.Mnemonic == Mnemonic.Jmp && (!isNear || instruction.NearBranchTarget - function.Address - 1 >= function.Size - 1)) jumps++;
                if (instruction.Mnemonic != Mnemonic.Call) continue;
                var target = isNear ? string.Join('=', helpers[instruction.NearBranchTarget]) : instruction.ToString();
                output.WriteLine($"{function.Name} calls {target}");
                Assert.True(isNear && listing.Functions.All(f => f.Address != instruction.NearBranchTarget), $"{function.Name} calls {target}");
            }
            output.WriteLine($"{function.Name}: {jumps} jumps to other functions");
            Assert.True(jumps > 0, $"{function.Name} jumps nowhere");
        }
    }
}
