using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>What an instruction does besides computing its value: which instructions it may not be moved across.</summary>
[Flags]
internal enum Effects : byte
{
    None = 0,
    /// <summary>Reads state other than its operands.</summary>
    Reads = 1,
    /// <summary>Traps, as an access outside memory does: all such traps look the same.</summary>
    MemoryTrap = 2,
    /// <summary>Traps in another way.</summary>
    Trap = 4,
    /// <summary>Changes state that others read, or that can be seen after a trap.</summary>
    Writes = 8,
    All = Reads | MemoryTrap | Trap | Writes,
}

internal static class InstructionEffects
{
    public static Effects Of(Opcode op)
    {
        if (IrOp.IsSilent(op)) return Effects.None;
        if (IrOp.IsLoad(op)) return Effects.Reads | Effects.MemoryTrap;
        if (IrOp.IsVector(op)) return Effects.None;
        if (IrOp.IsNumeric(op)) return Traps(op) ? Effects.Trap : Effects.None;
        return op switch
        {
            Opcode.Select or Opcode.SelectT or Opcode.RefIsNull or Opcode.RefFunc => Effects.None,
            Opcode.GlobalGet or Opcode.LocalGet or Opcode.MemorySize or Opcode.TableSize or IrOp.ExtraResult or IrOp.ArgumentSlot
                or IrOp.Pending or IrOp.Payload => Effects.Reads,
            IrOp.CheckedAddress => Effects.MemoryTrap,
            IrOp.AlignedAddress => Effects.Trap,
            // What these read never changes.
            IrOp.TypeTest or Opcode.RefEq or Opcode.ArrayLen or Opcode.RefI31 or Opcode.I31GetS or Opcode.I31GetU => Effects.None,
            IrOp.NullCheck or IrOp.BoundsCheck or IrOp.CastCheck => Effects.Trap,
            Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU or Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU => Effects.Reads,
            Opcode.StructSet or Opcode.ArraySet => Effects.Writes,
            // Nobody can see that an object was made.
            Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed => Effects.Trap,
            Opcode.ArrayNewData or Opcode.ArrayNewElem => Effects.Reads | Effects.Trap,
            Opcode.TableGet or IrOp.TableEntry => Effects.Reads | Effects.Trap,
            Opcode.GlobalSet or Opcode.LocalSet or IrOp.SetPending or IrOp.SetPayload => Effects.Writes,
            _ => Effects.All,
        };
    }

    /// <summary>May be dropped when nobody uses the value. The code generator drops divisions that cannot trap; a load before one would be without use there and not here.</summary>
    public static bool IsRemovable(IrFunction function, int value)
    {
        ref var instruction = ref function[value];
        var op = instruction.Op;
        return op == IrOp.CaughtException || (Of(op) & ~Effects.Reads) == 0 && !IrOp.IsTerminator(op) || op switch
        {
            Opcode.I32DivS or Opcode.I64DivS => function.Integer(instruction.B) is not (null or 0 or -1),
            (>= Opcode.I32DivU and <= Opcode.I32RemU) or (>= Opcode.I64DivU and <= Opcode.I64RemU) => function.Integer(instruction.B) is not (null or 0),
            _ => false,
        };
    }

    /// <summary>True if an instruction with effects <paramref name="first"/> may not be exchanged with a later one with <paramref name="second"/>.</summary>
    public static bool Conflict(Effects first, Effects second)
    {
        if ((first & Effects.Writes) != 0 && second != 0 || (second & Effects.Writes) != 0 && first != 0) return true;
        const Effects traps = Effects.Trap | Effects.MemoryTrap;
        return (first & Effects.Trap) != 0 && (second & traps) != 0 || (second & Effects.Trap) != 0 && (first & traps) != 0;
    }

    private static bool Traps(Opcode op) => op is >= Opcode.I32DivS and <= Opcode.I32RemU or >= Opcode.I64DivS and <= Opcode.I64RemU
        or >= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U or >= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U;
}
