using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Validation;

/// <summary>What the conformance suite does not ask: hostile shapes, limits, many functions, messages.</summary>
public sealed class ModuleValidatorTests
{
    private const byte Block = (byte)Opcode.Block, End = (byte)Opcode.End, I32Const = (byte)Opcode.I32Const, Drop = (byte)Opcode.Drop,
        LocalGet = (byte)Opcode.LocalGet, Empty = 0x40;

    [Fact]
    public void Deep_nesting_is_a_limit_and_not_a_stack_overflow()
    {
        Validate(Nested(ModuleLimits.Nesting - 1));
        Assert.Contains("nested", Assert.Throws<WasmLimitException>(() => Validate(Nested(ModuleLimits.Nesting))).Message);
        Assert.Throws<WasmLimitException>(() => Validate(Nested(1_000_000)));
    }

    [Fact]
    public void The_operand_stack_is_limited()
    {
        var most = Enumerable.Repeat<byte[]>([I32Const, 0], ModuleLimits.Operands).SelectMany(b => b);
        Validate(Function([.. most, .. Enumerable.Repeat(Drop, ModuleLimits.Operands)]));
        Assert.Contains("operand stack", Assert.Throws<WasmLimitException>(() => Validate(Function([.. most, I32Const, 0, Drop]))).Message);
    }

    [Fact]
    public void Locals_far_beyond_the_codes_length_have_their_type()
    {
        // 49,999 i32, then one i64; the code is a few bytes long.
        var get = new ModuleWriter().Byte(LocalGet).U32(49_999).Byte((byte)Opcode.I64Eqz).Byte(Drop).Byte(LocalGet).U32(49_998).Byte((byte)Opcode.I32Eqz).Byte(Drop);
        Validate(WithLocals(get, (49_999, 0x7f), (1, 0x7e)));
        var wrong = new ModuleWriter().Byte(LocalGet).U32(49_998).Byte((byte)Opcode.I64Eqz).Byte(Drop);
        Assert.Throws<WasmInvalidException>(() => Validate(WithLocals(wrong, (49_999, 0x7f), (1, 0x7e))));
        var beyond = new ModuleWriter().Byte(LocalGet).U32(50_000).Byte(Drop);
        Assert.Throws<WasmInvalidException>(() => Validate(WithLocals(beyond, (49_999, 0x7f), (1, 0x7e))));
    }

    [Fact]
    public void Big_modules_validate_on_several_threads_and_name_the_first_fault()
    {
        var good = ModuleWriter.Body([.. Enumerable.Repeat<byte[]>([I32Const, 1, Drop], 1000).SelectMany(b => b)]);
        var bodies = Enumerable.Repeat(good, 1000).ToArray();
        Validate(Functions(bodies));
        bodies[700] = ModuleWriter.Body(Drop);
        bodies[300] = ModuleWriter.Body((byte)Opcode.I32Eqz, Drop);
        for (var i = 0; i < 20; i++)
            Assert.Contains("i32.eqz", Assert.Throws<WasmInvalidException>(() => Validate(Functions(bodies))).Message);
    }

    [Fact]
    public void Validation_allocates_little()
    {
        var module = ModuleDecoder.Decode(Function([.. Enumerable.Repeat<byte[]>([I32Const, 1, Drop], 200_000).SelectMany(b => b)]));
        ModuleValidator.Validate(module);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ModuleValidator.Validate(module);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Messages_say_what_and_where()
    {
        var module = Function([I32Const, 1, (byte)Opcode.I64Eqz, Drop]);
        var offset = Array.LastIndexOf(module, (byte)Opcode.I64Eqz);
        var e = Assert.Throws<WasmInvalidException>(() => Validate(module));
        Assert.Equal(offset, e.Offset);
        Assert.Equal($"Type mismatch: i64.eqz expects i64, the stack has i32 (at byte {offset} / 0x{offset:x})", e.Message);
    }

    [Fact]
    public void Names_cannot_forge_lines_in_messages()
    {
        var export = ModuleWriter.Export("a\nb\u202e", ExternalKind.Function, 0);
        var module = ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([], [])),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0)),
            ModuleWriter.Section(SectionId.Export, export, export),
            ModuleWriter.Section(SectionId.Code, ModuleWriter.Body()));
        Assert.Contains(@"'a\u{a}b\u{202e}'", Assert.Throws<WasmInvalidException>(() => Validate(module)).Message);
    }

    [Fact]
    public void Extended_constant_expressions_and_earlier_globals_are_constant()
    {
        var i32 = new GlobalType(WasmType.I32, false);
        Validate(ModuleWriter.Module(ModuleWriter.Section(SectionId.Global,
            new ModuleWriter().GlobalType(i32).Byte(I32Const).S64(20).Byte(End),
            new ModuleWriter().GlobalType(i32).Byte((byte)Opcode.GlobalGet).U32(0).Byte(I32Const).S64(2).Byte((byte)Opcode.I32Mul).Byte(End))));
        Assert.Throws<WasmInvalidException>(() => Validate(ModuleWriter.Module(ModuleWriter.Section(SectionId.Global,
            new ModuleWriter().GlobalType(i32).Byte((byte)Opcode.GlobalGet).U32(0).Byte(End)))));
    }

    private static void Validate(byte[] module) => ModuleValidator.Validate(ModuleDecoder.Decode(module));

    private static byte[] Nested(int depth)
    {
        var code = new byte[depth * 3];
        for (var i = 0; i < depth; i++) (code[2 * i], code[2 * i + 1], code[2 * depth + i]) = (Block, Empty, End);
        return Function(code);
    }

    private static byte[] Function(params ReadOnlySpan<byte> code) => Functions(ModuleWriter.Body(code));

    private static byte[] WithLocals(ModuleWriter code, params (uint Count, byte Type)[] groups)
    {
        var locals = groups.Select(g => new ModuleWriter().U32(g.Count).Byte(g.Type)).ToArray();
        return Functions(new ModuleWriter().Sized(new ModuleWriter().Vector(locals).Raw(code.ToArray()).Byte(End)));
    }

    private static byte[] Functions(params ModuleWriter[] bodies) => ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([], [])),
        ModuleWriter.Section(SectionId.Function, [.. bodies.Select(_ => new ModuleWriter().U32(0))]),
        ModuleWriter.Section(SectionId.Code, bodies));
}
