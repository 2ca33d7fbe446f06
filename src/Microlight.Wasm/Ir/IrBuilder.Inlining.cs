using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>Calls of <see cref="LeafFunctions"/>.</summary>
internal sealed partial class IrBuilder
{
    /// <summary>Puts the callee's instructions here if it is small enough; its traps are the call's then.</summary>
    private bool TryInline(int function, FunctionType type)
    {
        if (_context.Leaves.Body(_context.Instance.Functions[function]) is not { } callee) return false;
        var arguments = PopArguments(type.Parameters.Length);
        var values = new int[callee.Count];
        for (var i = 0; i < callee.Count; i++)
        {
            var instruction = callee[i];
            switch (instruction.Op)
            {
                case Opcode.Nop: break;
                case IrOp.Parameter: values[i] = arguments[instruction.Immediate]; break;
                case IrOp.Copy: values[i] = values[instruction.A]; break;
                case Opcode.Return:
                    foreach (var result in instruction.Arguments!) Push(values[result]);
                    break;
                default:
                    for (var j = 0; j < instruction.OperandCount; j++) instruction.SetOperand(j, values[instruction.Operand(j)]);
                    values[i] = Add(instruction);
                    break;
            }
        }
        return true;
    }

    /// <summary>Simplified against what its operands are here.</summary>
    private int Add(IrInstruction instruction)
    {
        var existing = Simplifier.Simplify(_function, ref instruction);
        return existing >= 0 ? existing : _function.Add(instruction);
    }
}
