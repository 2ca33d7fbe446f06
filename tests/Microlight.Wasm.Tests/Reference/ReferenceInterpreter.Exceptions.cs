using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>throw, throw_ref, try_table (spec 4.4.9) and the legacy instructions.</summary>
internal sealed partial class ReferenceInterpreter
{
    private ReferenceException Thrown(LinkedInstance instance, uint tag)
    {
        var number = instance.Tags[tag];
        return new ReferenceException(number, Take(program.Linked.Types.Function(program.Linked.Tags[number].TypeId).Parameters.Length));
    }

    private ReferenceException ThrownByReference()
    {
        var reference = _stack.Pop();
        return reference == 0 ? throw ReferenceTrap.Of(WasmTrapKind.NullExceptionReference) : program.Exceptions[(int)reference - 1];
    }

    private ulong ReferenceTo(ReferenceException exception)
    {
        program.Exceptions.Add(exception);
        return (ulong)program.Exceptions.Count;
    }

    /// <summary>Finds the innermost clause of the function that catches; returns the index before the instruction that comes next, or −1.</summary>
    private int Handle(ReferenceFunction function, Stack<Label> labels, ReferenceException exception)
    {
        while (labels.TryPop(out var label))
        {
            if (label.Try < 0) continue;
            while (_stack.Count > label.Height) _stack.Pop();
            var caught = function.Code[label.Try].Opcode == Opcode.TryTable
                ? HandleTable(function, labels, function.Code[label.Try].Catches!, exception)
                : HandleLegacy(function, labels, label, exception);
            if (caught >= 0) return caught;
        }
        return -1;
    }

    private int HandleTable(ReferenceFunction function, Stack<Label> labels, CatchClause[] clauses, ReferenceException exception)
    {
        foreach (var clause in clauses)
        {
            var catchesAll = clause.Kind is CatchKind.CatchAll or CatchKind.CatchAllRef;
            if (!catchesAll && function.Instance.Tags[clause.Tag] != exception.Tag) continue;
            foreach (var value in catchesAll ? [] : exception.Values) _stack.Push(value);
            if (clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef) _stack.Push(ReferenceTo(exception));
            return Branch(labels, clause.Label);
        }
        return -1;
    }

    private int HandleLegacy(ReferenceFunction function, Stack<Label> labels, Label label, ReferenceException exception)
    {
        foreach (var clause in function.Clauses[label.Try])
        {
            ref readonly var instruction = ref function.Code[clause];
            if (instruction.Opcode == Opcode.Delegate)
            {
                // The search goes on at the label, which counts from outside of the try.
                for (var depth = instruction.A; depth > 0; depth--) labels.Pop();
                return -1;
            }
            if (instruction.Opcode == Opcode.Catch && function.Instance.Tags[instruction.A] != exception.Tag) continue;
            labels.Push(label with { Try = -1, Caught = exception });
            foreach (var value in instruction.Opcode == Opcode.Catch ? exception.Values : []) _stack.Push(value);
            return clause;
        }
        return -1;
    }
}
