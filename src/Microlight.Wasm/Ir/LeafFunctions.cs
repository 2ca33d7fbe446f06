using System.Collections.Concurrent;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Small functions of one block that call nothing: their SSA form takes the place of calls. The code generator inlines as well, but what it
/// inlines our own passes do not see: results of __multi3, for one, come through memory and stay there.
/// </summary>
internal sealed class LeafFunctions(ProgramContext context)
{
    private const int MaximumBytes = 200, MaximumLocals = 16;
    /// <summary>Instructions that are not constants or the like: about what a call costs in code.</summary>
    private const int MaximumInstructions = 12;

    private readonly ConcurrentDictionary<FunctionReference, IrFunction?> _bodies = new();

    /// <summary>The optimised body of a function to inline; null of any other.</summary>
    public IrFunction? Body(FunctionReference function)
    {
        if (!function.IsCode) return null;
        var instance = context.Program.Instances[function.Instance];
        var body = instance.Module.Bodies[function.Index - instance.Module.ImportedFunctions];
        if (body.End - body.Code > MaximumBytes) return null;
        return _bodies.GetOrAdd(function, _ => IsCandidate(instance, body) ? Build(instance, body) : null);
    }

    private bool IsCandidate(LinkedInstance instance, FunctionBody body)
    {
        var type = instance.Module.FunctionTypeAt(body.TypeIndex);
        if (context.Convention.HasSlots(type) || type.Results.Length > 1 || body.Locals.Sum(l => l.Count) > MaximumLocals) return false;
        // What is known of references is the caller's.
        if (type.Parameters.Concat(type.Results).Any(t => t.IsReference)) return false;
        var reader = new InstructionReader(instance.Module.Bytes.Span, body.Code, body.End);
        while (reader.Read(out var instruction))
        {
            var op = instruction.Opcode;
            if (op == Opcode.End ? reader.Position != body.End : !(IrOp.IsConstant(op) || IrOp.IsNumeric(op) || IrOp.IsLoad(op) || IrOp.IsStore(op)
                || op is Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee or Opcode.Drop or Opcode.Select or Opcode.Nop)) return false;
        }
        return true;
    }

    private IrFunction? Build(LinkedInstance instance, FunctionBody body)
    {
        var function = IrBuilder.Build(new InstanceContext(context, instance), body);
        if (function.Variables is not null) return null;
        IrPasses.Run(function);
        var instructions = 0;
        foreach (var instruction in function.Instructions)
        {
            // Constants of vectors are the function's own.
            if (instruction.Type == IrType.V128) return null;
            if (!IrOp.IsSilent(instruction.Op) && instruction.Op != Opcode.Return) instructions++;
        }
        return instructions <= MaximumInstructions ? function : null;
    }
}
