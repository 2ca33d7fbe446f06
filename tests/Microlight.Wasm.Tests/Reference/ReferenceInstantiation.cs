using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>Instantiation (spec 4.5.4): sizes of imports, globals, element and data segments, the start function.</summary>
internal static class ReferenceInstantiation
{
    public static void Run(ReferenceProgram program, LinkedInstance instance)
    {
        var module = instance.Module;
        CheckSizes(program, instance);
        for (var i = 0; i < module.DefinedGlobals.Length; i++)
            program.Globals[instance.Globals[module.ImportedGlobals + i]] = Evaluate(program, instance, module.DefinedGlobals[i].Initializer);
        for (var i = 0; i < module.Elements.Length; i++)
        {
            var segment = module.Elements[i];
            program.Elements[instance.Index][i] = segment.Functions is { } functions
                ? [.. functions.Select(f => program.ReferenceTo(instance, f))]
                : [.. segment.Expressions!.Select(e => Evaluate(program, instance, e))];
        }
        var interpreter = new ReferenceInterpreter(program);
        for (var i = 0; i < module.Elements.Length; i++)
        {
            var segment = module.Elements[i];
            if (segment.Mode == SegmentMode.Active)
                interpreter.TableInit(instance, (uint)i, instance.Tables[segment.Table], Evaluate(program, instance, segment.Offset), 0, (uint)segment.Count);
            if (segment.Mode != SegmentMode.Passive) program.Elements[instance.Index][i] = [];
        }
        for (var i = 0; i < module.Data.Length; i++)
        {
            var segment = module.Data[i];
            if (segment.Mode != SegmentMode.Active) continue;
            interpreter.MemoryInit(instance, (uint)i, instance.Memories[segment.Memory], Evaluate(program, instance, segment.Offset), 0, (uint)segment.Length);
            program.DroppedData[instance.Index][i] = true;
        }
        if (module.Start is { } start) interpreter.Call(program.Function(instance.Functions[start]), []);
    }

    private static void CheckSizes(ReferenceProgram program, LinkedInstance instance)
    {
        var (memory, table) = (0, 0);
        foreach (var import in instance.Module.Imports)
        {
            var tooSmall = import.Kind switch
            {
                ExternalKind.Memory => (ulong)program.Memories[instance.Memories[memory++]].Length >> 16 < import.Memory.Limits.Minimum,
                ExternalKind.Table => (ulong)program.Tables[instance.Tables[table++]].Length < import.Table.Limits.Minimum,
                _ => false,
            };
            if (tooSmall) throw ReferenceTrap.Of(WasmTrapKind.IncompatibleImport);
        }
    }

    private static ulong Evaluate(ReferenceProgram program, LinkedInstance instance, ConstantExpression expression)
    {
        var stack = new Stack<ulong>();
        var reader = new InstructionReader(instance.Module.Bytes.Span, expression.Start, expression.End);
        while (reader.Read(out var instruction))
        {
            switch (instruction.Opcode)
            {
                case Opcode.End: break;
                case Opcode.I32Const: stack.Push((uint)instruction.Immediate); break;
                case Opcode.I64Const or Opcode.F32Const or Opcode.F64Const: stack.Push(instruction.Immediate); break;
                case Opcode.RefNull: stack.Push(0); break;
                case Opcode.RefFunc: stack.Push(program.ReferenceTo(instance, (int)instruction.A)); break;
                case Opcode.GlobalGet: stack.Push(program.Globals[instance.Globals[instruction.A]]); break;
                default:
                    var right = stack.Pop();
                    stack.Push(ReferenceNumerics.Binary(instruction.Opcode, stack.Pop(), right));
                    break;
            }
        }
        return stack.Pop();
    }
}
