using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>
/// Validates constant expressions (spec 3.3.10, with the arithmetic of extended constant expressions) and notes the functions they refer to.
/// The decoder has let constant instructions through only.
/// </summary>
internal sealed class ConstantExpressionValidator
{
    private readonly ModuleContext _context;
    private readonly ValidationStack _stack;
    private readonly ReferenceInstructions _references;

    public ConstantExpressionValidator(ModuleContext context)
    {
        _context = context;
        _stack = new ValidationStack(context);
        _references = new ReferenceInstructions(context, _stack);
    }

    /// <param name="expression">Where it lies.</param>
    /// <param name="expected">The type of the value it must leave.</param>
    /// <param name="visibleGlobals">How many globals it may refer to: for a global's initialiser those before it.</param>
    public void Validate(ConstantExpression expression, WasmType expected, int visibleGlobals)
    {
        var reader = new InstructionReader(_context.Module.Bytes.Span, expression.Start, expression.End);
        _stack.Reset();
        _stack.PushFrame(Opcode.Block, [], []);
        while (reader.Read(out var instruction))
        {
            _stack.Instruction = instruction.Opcode;
            _stack.Offset = instruction.Offset;
            Step(in instruction, expected, visibleGlobals);
        }
    }

    private void Step(in Instruction instruction, WasmType expected, int visibleGlobals)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const: _stack.Push(WasmType.I32); break;
            case Opcode.I64Const: _stack.Push(WasmType.I64); break;
            case Opcode.F32Const: _stack.Push(WasmType.F32); break;
            case Opcode.F64Const: _stack.Push(WasmType.F64); break;
            case Opcode.V128Const: _stack.Push(WasmType.V128); break;
            case Opcode.RefFunc:
                _stack.Push(_context.ReferenceToFunction(instruction.A, instruction.Offset));
                _context.Referenced[instruction.A] = true;
                break;
            case Opcode.GlobalGet: _stack.Push(Global(in instruction, visibleGlobals)); break;
            case Opcode.End:
                _stack.Pop(expected);
                _stack.PopFrame();
                break;
            default:
                if (_references.Step(in instruction)) break;
                var signature = OperatorSignatures.Of(instruction.Opcode);
                _stack.Pop(signature.Operand);
                _stack.Pop(signature.Operand);
                _stack.Push(signature.Result);
                break;
        }
    }

    private WasmType Global(in Instruction instruction, int visibleGlobals)
    {
        if (instruction.A >= (uint)visibleGlobals)
            throw new WasmInvalidException($"Unknown global {instruction.A}: a constant expression sees {visibleGlobals:#,0} global(s) here", instruction.Offset);
        var global = _context.Global(instruction.A, instruction.Offset);
        return global.Mutable
            ? throw new WasmInvalidException($"A constant expression is required here, and global {instruction.A} is mutable", instruction.Offset)
            : global.Type;
    }
}
