using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Cil;

/// <summary>Looks at constant expressions (spec 3.4.13) before the program runs.</summary>
internal static class ConstantExpressions
{
    /// <summary>The instructions without the final end.</summary>
    public static List<Instruction> Read(WasmModule module, ConstantExpression expression)
    {
        var instructions = new List<Instruction>();
        var reader = new InstructionReader(module.Bytes.Span, expression.Start, expression.End);
        while (reader.Read(out var instruction) && instruction.Opcode != Opcode.End) instructions.Add(instruction);
        return instructions;
    }

    /// <summary>The bits of an expression that is one constant.</summary>
    public static ulong? Constant(WasmModule module, ConstantExpression expression) =>
        Read(module, expression) is [{ Opcode: >= Opcode.I32Const and <= Opcode.F64Const } only] ? only.Opcode == Opcode.I32Const ? (uint)only.Immediate : only.Immediate : null;
}
