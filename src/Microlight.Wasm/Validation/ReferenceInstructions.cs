using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Validation;

/// <summary>
/// Typing of the instructions on references, structs, arrays and i31 (spec 3.4.5, 3.4.9 and 3.4.10), in function bodies and in constant expressions.
/// Calls through references are with the other calls.
/// </summary>
internal sealed class ReferenceInstructions(ModuleContext context, ValidationStack stack)
{
    /// <summary>False if it is none of them.</summary>
    public bool Step(in Instruction instruction)
    {
        var offset = instruction.Offset;
        switch (instruction.Opcode)
        {
            case Opcode.RefNull: stack.Push(context.Resolve(instruction.Types![0], offset)); return true;
            case Opcode.RefIsNull:
                stack.PopReference();
                stack.Push(WasmType.I32);
                return true;
            case Opcode.RefAsNonNull: stack.Push(stack.PopReference() with { Nullable = false }); break;
            case Opcode.RefEq:
                stack.Pop(WasmType.EqRef);
                stack.Pop(WasmType.EqRef);
                stack.Push(WasmType.I32);
                break;
            case Opcode.BrOnNull: BranchOnNull(instruction.A); break;
            case Opcode.BrOnNonNull: BranchOnNonNull(instruction.A); break;
            case Opcode.BrOnCast or Opcode.BrOnCastFail: BranchOnCast(in instruction); break;
            case Opcode.RefTest or Opcode.RefTestNull:
                PopCastOperand(in instruction);
                stack.Push(WasmType.I32);
                break;
            case Opcode.RefCast or Opcode.RefCastNull: stack.Push(PopCastOperand(in instruction)); break;
            case Opcode.AnyConvertExtern: Convert(WasmType.ExternRef, WasmType.AnyRef); break;
            case Opcode.ExternConvertAny: Convert(WasmType.AnyRef, WasmType.ExternRef); break;
            case Opcode.RefI31:
                stack.Pop(WasmType.I32);
                stack.Push(WasmType.I31Ref with { Nullable = false });
                break;
            case Opcode.I31GetS or Opcode.I31GetU:
                stack.Pop(WasmType.I31Ref);
                stack.Push(WasmType.I32);
                break;
            case >= Opcode.StructNew and <= Opcode.StructSet: Struct(in instruction); break;
            case >= Opcode.ArrayNew and <= Opcode.ArrayNewElem: NewArray(in instruction); break;
            case >= Opcode.ArrayGet and <= Opcode.ArrayInitElem: Array(in instruction); break;
            default: return false;
        }
        return true;
    }

    private void BranchOnNull(uint depth)
    {
        var reference = stack.PopReference();
        var types = stack.Label(depth).LabelTypes;
        stack.PopAll(types);
        stack.PushAll(types);
        stack.Push(reference with { Nullable = false });
    }

    private void BranchOnNonNull(uint depth)
    {
        var (others, reference) = SplitLabel(depth);
        stack.Pop(reference with { Nullable = true });
        stack.PopAll(others);
        stack.PushAll(others);
    }

    private void BranchOnCast(in Instruction instruction)
    {
        var source = context.Resolve(instruction.Types![0], instruction.Offset);
        var target = context.Resolve(instruction.Types[1], instruction.Offset);
        if (!context.Types.IsSubtype(target, source))
            throw new WasmInvalidException($"Type mismatch: {instruction.Opcode.Name()} casts {context.Text(source)} to {context.Text(target)}, which is not below it", instruction.Offset);
        // What the cast excludes: null if the target has it.
        var rest = target.Nullable ? source with { Nullable = false } : source;
        var (taken, left) = instruction.Opcode == Opcode.BrOnCast ? (target, rest) : (rest, target);
        var (others, label) = SplitLabel(instruction.A);
        if (!context.Types.IsSubtype(taken, label))
            throw new WasmInvalidException($"Type mismatch: {instruction.Opcode.Name()} gives its label {context.Text(taken)}, which takes {context.Text(label)}", instruction.Offset);
        stack.Pop(source);
        stack.PopAll(others);
        stack.PushAll(others);
        stack.Push(left);
    }

    /// <summary>A label's types without the last, and the last, which must be a reference.</summary>
    private (ArraySegment<WasmType> Others, WasmType Last) SplitLabel(uint depth)
    {
        var types = stack.Label(depth).LabelTypes;
        return types.Length > 0 && types[^1].IsReference
            ? (new ArraySegment<WasmType>(types, 0, types.Length - 1), types[^1])
            : throw new WasmInvalidException($"Type mismatch: {stack.Instruction.Name()} to a label that does not take a reference last", stack.Offset);
    }

    /// <summary>The operand of a test or cast: any reference of the target's hierarchy. Returns the target.</summary>
    private WasmType PopCastOperand(in Instruction instruction)
    {
        var target = context.Resolve(instruction.Types![0], instruction.Offset);
        stack.Pop(new WasmType(context.Types.TopOf(target)));
        return target;
    }

    private void Convert(WasmType from, WasmType to)
    {
        var nullable = stack.PopReference(from).Nullable;
        stack.Push(to with { Nullable = nullable });
    }

    private void Struct(in Instruction instruction)
    {
        var (index, offset) = (instruction.A, instruction.Offset);
        var fields = context.StructType(index, offset).Fields;
        var reference = context.ReferenceTo(index);
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                stack.PopAll(fields);
                stack.Push(reference);
                return;
            case Opcode.StructNewDefault:
                if (!context.IsDefaultable(index)) throw new WasmInvalidException($"Type {index} has a field that is not defaultable", offset);
                stack.Push(reference);
                return;
        }
        if (instruction.B >= (uint)fields.Length) throw new WasmInvalidException($"Unknown field {instruction.B}: type {index} has {fields.Length:#,0}", offset);
        var field = fields[instruction.B];
        if (instruction.Opcode == Opcode.StructSet)
        {
            CheckMutable(field, $"Field {instruction.B} of type {index}");
            stack.Pop(field.Type);
            stack.Pop(reference with { Nullable = true });
            return;
        }
        CheckPacking(field, instruction.Opcode != Opcode.StructGet);
        stack.Pop(reference with { Nullable = true });
        stack.Push(field.Type);
    }

    private void NewArray(in Instruction instruction)
    {
        var (index, offset) = (instruction.A, instruction.Offset);
        var element = context.ArrayType(index, offset).Element;
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNew:
                stack.Pop(WasmType.I32);
                stack.Pop(element.Type);
                break;
            case Opcode.ArrayNewDefault:
                if (!element.Type.IsDefaultable) throw new WasmInvalidException($"The elements of type {index} are not defaultable", offset);
                stack.Pop(WasmType.I32);
                break;
            case Opcode.ArrayNewFixed:
                stack.PopMany(element.Type, instruction.B);
                break;
            default:
                CheckSegment(in instruction, element);
                stack.Pop(WasmType.I32);
                stack.Pop(WasmType.I32);
                break;
        }
        stack.Push(context.ReferenceTo(index));
    }

    private void Array(in Instruction instruction)
    {
        if (instruction.Opcode == Opcode.ArrayLen)
        {
            stack.Pop(WasmType.ArrayRef);
            stack.Push(WasmType.I32);
            return;
        }
        var (index, offset) = (instruction.A, instruction.Offset);
        var element = context.ArrayType(index, offset).Element;
        var reference = context.ReferenceTo(index) with { Nullable = true };
        if (instruction.Opcode is Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU)
        {
            CheckPacking(element, instruction.Opcode != Opcode.ArrayGet);
            stack.Pop(WasmType.I32);
            stack.Pop(reference);
            stack.Push(element.Type);
            return;
        }
        CheckMutable(element, $"Arrays of type {index}");
        switch (instruction.Opcode)
        {
            case Opcode.ArraySet: stack.Pop(element.Type); break;
            case Opcode.ArrayFill:
                stack.Pop(WasmType.I32);
                stack.Pop(element.Type);
                break;
            case Opcode.ArrayCopy:
                var source = context.ArrayType(instruction.B, offset).Element;
                if (source.Packing != element.Packing || !context.Types.IsSubtype(source.Type, element.Type))
                    throw new WasmInvalidException($"Type mismatch: array.copy from type {instruction.B} to type {index}, whose elements do not match", offset);
                stack.Pop(WasmType.I32);
                stack.Pop(WasmType.I32);
                stack.Pop(context.ReferenceTo(instruction.B) with { Nullable = true });
                break;
            default:
                CheckSegment(in instruction, element);
                stack.Pop(WasmType.I32);
                stack.Pop(WasmType.I32);
                break;
        }
        stack.Pop(WasmType.I32);
        stack.Pop(reference);
    }

    /// <summary>A segment's contents can become elements: bytes as numbers and vectors, references where they match.</summary>
    private void CheckSegment(in Instruction instruction, FieldType element)
    {
        var offset = instruction.Offset;
        if (instruction.Opcode is Opcode.ArrayNewElem or Opcode.ArrayInitElem)
        {
            var type = context.Element(instruction.B, offset);
            if (element.Packing != Packing.None || !context.Types.IsSubtype(type, element.Type))
                throw new WasmInvalidException($"Type mismatch: an element segment of {context.Text(type)} for an array of {context.Text(element.Type)}", offset);
            return;
        }
        context.CheckData(instruction.B, offset);
        if (element.Type.IsReference) throw new WasmInvalidException($"Type mismatch: a data segment for an array of {context.Text(element.Type)}: the array type is not numeric or vector", offset);
    }

    private void CheckMutable(FieldType field, string what)
    {
        if (!field.Mutable) throw new WasmInvalidException($"{what} cannot be written by {stack.Instruction.Name()}: immutable", stack.Offset);
    }

    /// <summary>Packed fields are read with a sign, others without.</summary>
    private void CheckPacking(FieldType field, bool signed)
    {
        if (signed != (field.Packing != Packing.None))
            throw new WasmInvalidException($"{stack.Instruction.Name()} reads a field that is {(signed ? "unpacked" : "packed")}", stack.Offset);
    }
}
