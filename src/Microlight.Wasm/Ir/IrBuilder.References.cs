using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Null checks, casts and the jumps on them. A check's outcome holds for the value from there on wherever the check comes before, so it is
/// not made again: outcomes are kept until the block that they were found in ends.
/// </summary>
internal sealed partial class IrBuilder
{
    private const int NotNull = 1, InBounds = 2, CastTo = 3;

    /// <summary>What is known of reference values when they are made; types with ids of the program.</summary>
    private readonly Dictionary<int, WasmType> _types = [];
    /// <summary>Checks that have been made on every way here: the checked value.</summary>
    private readonly Dictionary<(int Kind, int Value, int Other, bool Nullable), int> _checked = [];
    private readonly List<(int, int, int, bool)> _checkOrder = [];

    private void Forget(ControlFrame frame)
    {
        for (var i = _checkOrder.Count; i-- > frame.Checks;)
        {
            _checked.Remove(_checkOrder[i]);
            _checkOrder.RemoveAt(i);
        }
    }

    private void Remember((int Kind, int Value, int Other, bool Nullable) check, int value)
    {
        if (_checked.TryAdd(check, value)) _checkOrder.Add(check);
    }

    private WasmType Canonical(WasmType type) => TypeTable.Translate(type, _context.TypeIds);

    /// <summary>Notes the type of a value, given with indices of the module.</summary>
    private int Typed(int value, WasmType type)
    {
        if (type.IsReference) _types.TryAdd(value, Canonical(type));
        return value;
    }

    private bool Reference(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.RefAsNonNull: Push(NonNull(Pop(), WasmTrapKind.NullReference)); break;
            case Opcode.RefEq:
                var b = Pop();
                PushPure(Opcode.RefEq, IrType.I32, Pop(), b);
                break;
            case Opcode.BrOnNull: BranchOnNull(instruction.A); break;
            case Opcode.BrOnNonNull: BranchOnNonNull(instruction.A); break;
            case Opcode.RefTest or Opcode.RefTestNull: Push(Test(Pop(), Canonical(instruction.Types![0]))); break;
            case Opcode.RefCast or Opcode.RefCastNull: Push(Cast(Pop(), Canonical(instruction.Types![0]))); break;
            case Opcode.BrOnCast or Opcode.BrOnCastFail: BranchOnCast(instruction); break;
            // The same bits on both sides.
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny: break;
            case Opcode.RefI31: Push(Typed(Append(Opcode.RefI31, IrType.Ref, Pop()), WasmType.I31Ref with { Nullable = false })); break;
            case Opcode.I31GetS or Opcode.I31GetU: PushPure(instruction.Opcode, IrType.I32, NonNull(Pop(), WasmTrapKind.NullI31Reference)); break;
            case Opcode.CallRef: CallReference(instruction); break;
            case Opcode.ReturnCallRef: ReturnCallRef(instruction); break;
            default: return Object(instruction);
        }
        return true;
    }

    private bool IsNonNull(int value) => _types.TryGetValue(value, out var type) && !type.Nullable;

    /// <summary>The value, which is not null afterwards; traps otherwise.</summary>
    private int NonNull(int value, WasmTrapKind otherwise)
    {
        if (IsNonNull(value)) return value;
        var check = (NotNull, value, 0, false);
        if (_checked.TryGetValue(check, out var known)) return known;
        var result = Append(IrOp.NullCheck, IrType.Ref, value, index: (int)otherwise);
        _types[result] = _types.TryGetValue(value, out var type) ? type with { Nullable = false } : new WasmType(TypeCode.AnyRef, false);
        Remember(check, result);
        return result;
    }

    /// <summary>Whether a value is of a type, 0 or 1.</summary>
    private int Test(int value, WasmType target)
    {
        if (_types.TryGetValue(value, out var type) && _context.Types.IsSubtype(type, target)) return Constant(IrType.I32, 1);
        if (_checked.ContainsKey((CastTo, value, TestCode(target), target.Nullable))) return Constant(IrType.I32, 1);
        if (target.Code is TypeCode.NullRef or TypeCode.NullFuncRef or TypeCode.NullExternRef or TypeCode.NullExnRef)
            return target.Nullable ? Append(Opcode.RefIsNull, IrType.I32, value) : Constant(IrType.I32, 0);
        return Append(IrOp.TypeTest, IrType.I32, value, index: TestCode(target), immediate: TestFlags(value, target));
    }

    /// <summary>The value, which is of the type afterwards; traps otherwise.</summary>
    private int Cast(int value, WasmType target)
    {
        if (_types.TryGetValue(value, out var type) && _context.Types.IsSubtype(type, target)) return value;
        var check = (CastTo, value, TestCode(target), target.Nullable);
        if (_checked.TryGetValue(check, out var known)) return known;
        var result = Append(IrOp.CastCheck, IrType.Ref, value, index: TestCode(target), immediate: TestFlags(value, target));
        _types[result] = target;
        Remember(check, result);
        return result;
    }

    /// <summary>A type id, or the complement of an abstract type's code.</summary>
    private static int TestCode(WasmType target) => target.Code == TypeCode.Reference ? target.TypeIndex : ~(int)target.Code;

    private ulong TestFlags(int value, WasmType target)
    {
        var isObject = _types.TryGetValue(value, out var type) && type.Code switch
        {
            TypeCode.StructRef or TypeCode.ArrayRef => true,
            TypeCode.Reference => _context.Types.KindOf(type.TypeIndex) != TypeCode.FuncRef,
            _ => false,
        };
        return (target.Nullable ? IrOp.NullPasses : 0) | (isObject ? IrOp.IsObject : 0) | (IsNonNull(value) ? IrOp.IsNotNull : 0);
    }

    private void BranchOnNull(uint depth)
    {
        var value = Pop();
        BranchOn(Append(Opcode.RefIsNull, IrType.I32, value), depth);
        Push(Known(value, NotNull, 0, false));
    }

    private void BranchOnNonNull(uint depth)
    {
        BranchOn(Append(Opcode.RefIsNull, IrType.I32, _stack[^1]), depth, false);
        Pop();
    }

    private void BranchOnCast(in Instruction instruction)
    {
        var value = _stack[^1];
        var target = Canonical(instruction.Types![1]);
        var test = Test(value, target);
        if (instruction.Opcode == Opcode.BrOnCast)
        {
            BranchOn(test, instruction.A);
            return;
        }
        BranchOn(test, instruction.A, false);
        Known(value, CastTo, TestCode(target), target.Nullable);
        if (!target.Nullable) Known(value, NotNull, 0, false);
    }

    /// <summary>From here on the value passes the check.</summary>
    private int Known(int value, int kind, int other, bool nullable)
    {
        Remember((kind, value, other, nullable), value);
        return value;
    }

    private void CallReference(in Instruction instruction)
    {
        var type = _context.Module.FunctionTypeAt((int)instruction.A);
        var function = NonNull(Pop(), WasmTrapKind.NullFunctionReference);
        var arguments = PopArguments(type.Parameters.Length);
        PushResults(type, Append(Opcode.CallRef, FirstResult(type), function, index: _context.TypeIds[instruction.A], arguments: arguments), _context.Throws.MayThrow(_context.TypeIds[instruction.A]));
    }
}
