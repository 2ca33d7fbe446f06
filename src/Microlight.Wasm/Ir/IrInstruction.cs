using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>One SSA instruction; its number in the function is the value it defines (if its type is not None).</summary>
internal struct IrInstruction
{
    public Opcode Op;
    public IrType Type;
    /// <summary>A call that passes arguments in slots.</summary>
    public bool UsesSlots;
    /// <summary>A function (Call, ReturnCall), type id (CallIndirect, ReturnCallIndirect, TableEntry), segment or second memory or table (bulk instructions), lane, place in Vectors.</summary>
    public int Index;
    /// <summary>Operands: value numbers, −1 where there is none.</summary>
    public int A, B, C;
    /// <summary>A constant's bits, a static offset, or the program-wide number of a global, memory or table.</summary>
    public ulong Immediate;
    /// <summary>The number of the program's memory that a load or store accesses.</summary>
    public int Memory;
    /// <summary>More operands: a phi's, a call's, a Return's, a tail call's.</summary>
    public int[]? Arguments;

    public readonly int OperandCount => (Arguments?.Length ?? 0) + (A < 0 ? 0 : B < 0 ? 1 : C < 0 ? 2 : 3);

    /// <summary>Operand by number, in the order of evaluation.</summary>
    public readonly int Operand(int i)
    {
        var arguments = Arguments?.Length ?? 0;
        if (i < arguments) return Arguments![i];
        return (i - arguments) switch { 0 => A, 1 => B, _ => C };
    }

    public void SetOperand(int i, int value)
    {
        var arguments = Arguments?.Length ?? 0;
        if (i < arguments) Arguments![i] = value;
        else if (i == arguments) A = value;
        else if (i == arguments + 1) B = value;
        else C = value;
    }
}
