using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>Vector instructions (spec 3.4.9) and vector loads and stores (spec 3.4.10).</summary>
internal sealed partial class FunctionValidator
{
    /// <summary>False if the instruction is no vector instruction.</summary>
    private bool Vector(in Instruction instruction)
    {
        var opcode = instruction.Opcode;
        var shape = VectorOpcodes.Shape(opcode);
        switch (shape)
        {
            case VectorShape.None: return false;
            case VectorShape.Load or VectorShape.LoadLane or VectorShape.Store or VectorShape.StoreLane:
                VectorAccess(in instruction, shape);
                return true;
            case VectorShape.Constant:
                _stack.Push(WasmType.V128);
                return true;
            case VectorShape.Splat:
                _stack.Pop(VectorOpcodes.Lane(opcode));
                break;
            case VectorShape.Shuffle:
                CheckShuffle(in instruction);
                _stack.Pop(WasmType.V128);
                _stack.Pop(WasmType.V128);
                break;
            case VectorShape.ExtractLane:
                CheckLane(in instruction);
                _stack.Pop(WasmType.V128);
                _stack.Push(VectorOpcodes.Lane(opcode));
                return true;
            case VectorShape.ReplaceLane:
                CheckLane(in instruction);
                _stack.Pop(VectorOpcodes.Lane(opcode));
                _stack.Pop(WasmType.V128);
                break;
            case VectorShape.Unary:
                _stack.Pop(WasmType.V128);
                break;
            case VectorShape.Binary:
                _stack.Pop(WasmType.V128);
                _stack.Pop(WasmType.V128);
                break;
            case VectorShape.Ternary:
                _stack.Pop(WasmType.V128);
                _stack.Pop(WasmType.V128);
                _stack.Pop(WasmType.V128);
                break;
            case VectorShape.Shift:
                _stack.Pop(WasmType.I32);
                _stack.Pop(WasmType.V128);
                break;
            case VectorShape.Test:
                _stack.Pop(WasmType.V128);
                _stack.Push(WasmType.I32);
                return true;
        }
        _stack.Push(WasmType.V128);
        return true;
    }

    private void VectorAccess(in Instruction instruction, VectorShape shape)
    {
        if (shape is VectorShape.LoadLane or VectorShape.StoreLane) CheckLane(in instruction);
        if (shape != VectorShape.Load) _stack.Pop(WasmType.V128);
        _stack.Pop(AlignedAddress(in instruction, VectorOpcodes.Alignment(instruction.Opcode)));
        if (shape is VectorShape.Load or VectorShape.LoadLane) _stack.Push(WasmType.V128);
    }

    private static void CheckLane(in Instruction instruction)
    {
        var lanes = VectorOpcodes.LaneCount(instruction.Opcode);
        if (instruction.Lane >= lanes)
            throw new WasmInvalidException($"Invalid lane index {instruction.Lane}: {instruction.Opcode.Name()} has {lanes} lanes", instruction.Offset);
    }

    private static void CheckShuffle(in Instruction instruction)
    {
        const ulong beyond = 0xe0e0_e0e0_e0e0_e0e0;
        if (((instruction.Immediate | instruction.High) & beyond) != 0)
            throw new WasmInvalidException("Invalid lane index: i8x16.shuffle chooses among 32 lanes", instruction.Offset);
    }
}
