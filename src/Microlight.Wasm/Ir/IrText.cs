using System.Globalization;
using System.Text;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>The text form of a function, for tests and for looking at it.</summary>
internal static class IrText
{
    public static string Of(IrFunction function)
    {
        var text = new StringBuilder();
        foreach (var block in function.Blocks)
        {
            text.Append(CultureInfo.InvariantCulture, $"block{block.Number}");
            if (block.Predecessors.Count > 0) text.Append(" <- ").AppendJoin(", ", block.Predecessors.Select(p => p.Block));
            if (block.LoopDepth > 0) text.Append(CultureInfo.InvariantCulture, $" (loop {block.LoopDepth})");
            text.Append('\n');
            for (var i = block.Start; i < block.End; i++)
            {
                if (function[i].Op is not (Opcode.Nop or IrOp.Copy)) text.Append("  ").Append(Instruction(function, block, i)).Append('\n');
            }
        }
        return text.ToString();
    }

    private static string Name(Opcode op) => op switch
    {
        IrOp.Parameter => "parameter", IrOp.Phi => "phi", IrOp.TableEntry => "table_entry", IrOp.ExtraResult => "extra_result", IrOp.ArgumentSlot => "argument_slot",
        IrOp.NullCheck => "null_check", IrOp.BoundsCheck => "bounds_check", IrOp.TypeTest => "type_test", IrOp.CastCheck => "cast_check",
        IrOp.Pending => "pending", IrOp.SetPending => "set_pending",
        IrOp.Payload => "payload", IrOp.SetPayload => "set_payload", IrOp.CaughtException => "caught_exception", IrOp.ThrowReference => "throw_reference", _ => op.ToString(),
    };

    private static string Instruction(IrFunction function, IrBlock block, int number)
    {
        ref var instruction = ref function[number];
        var text = new StringBuilder();
        if (instruction.Type != IrType.None) text.Append(CultureInfo.InvariantCulture, $"v{number}:{instruction.Type} = ");
        text.Append(Name(instruction.Op));
        if (IrOp.IsConstant(instruction.Op)) text.Append(CultureInfo.InvariantCulture, $" 0x{(instruction.Op == Opcode.V128Const ? function.Vectors[instruction.Index] : instruction.Immediate):x}");
        else if (instruction.Immediate != 0 || instruction.Op is IrOp.Parameter or Opcode.GlobalGet or Opcode.GlobalSet) text.Append(CultureInfo.InvariantCulture, $" #{instruction.Immediate}");
        if (instruction.Index != 0 && instruction.Op != Opcode.V128Const || instruction.Op is Opcode.Call or Opcode.RefFunc) text.Append(CultureInfo.InvariantCulture, $" @{instruction.Index}");
        var count = instruction.OperandCount;
        for (var i = 0; i < count; i++) text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? " " : ", ")}v{instruction.Operand(i)}");
        if (IrOp.IsTerminator(instruction.Op) && block.Successors.Length > 0)
        {
            var targets = block.SwitchSlots is { } slots ? slots.Select(s => block.Successors[s]) : block.Successors;
            text.Append(" -> ").AppendJoin(", ", targets.Select(t => $"block{t}"));
        }
        return text.ToString();
    }
}
