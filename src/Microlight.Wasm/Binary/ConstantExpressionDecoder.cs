namespace Microlight.Wasm.Binary;

/// <summary>
/// Finds where a constant expression ends (spec 3.3.10 and 5.4.9). Only constant instructions are let through, so there are no blocks in it:
/// its first <c>end</c> is the last. Operand types are the validator's.
/// </summary>
internal static class ConstantExpressionDecoder
{
    /// <summary>Reads the expression that begins at the reader's position and leaves the reader behind it.</summary>
    public static ConstantExpression Read(ref ModuleReader reader, ReadOnlySpan<byte> module)
    {
        var start = reader.Position;
        var instructions = new InstructionReader(module, start, reader.End);
        while (instructions.Read(out var instruction))
        {
            if (instruction.Opcode == Opcode.End)
            {
                reader.ReadBytes(instructions.Position - start);
                return new ConstantExpression(start, instructions.Position);
            }
            if (!IsConstant(instruction.Opcode))
                throw new WasmInvalidException($"A constant expression is required here, and {instruction.Opcode.Name()} is not a constant instruction", instruction.Offset);
        }
        throw new WasmMalformedException("The constant expression that begins here has no end", start);
    }

    public static bool IsConstant(Opcode opcode) => opcode is Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const
        or Opcode.RefNull or Opcode.RefFunc or Opcode.GlobalGet
        or Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul
        or Opcode.V128Const or Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed
        or Opcode.RefI31 or Opcode.AnyConvertExtern or Opcode.ExternConvertAny;
}
