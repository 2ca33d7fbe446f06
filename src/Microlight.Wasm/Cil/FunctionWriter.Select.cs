using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// The select instruction: a jump, for the code generator makes conditional moves of jumps where it thinks fit. Where the result shares
/// its variable with an arm it is a jump over one assignment; with an empty arm the code generator would jump to a jump.
/// </summary>
internal sealed partial class FunctionWriter
{
    /// <summary>Both arms are free of effects, or in variables.</summary>
    private void Select(int number)
    {
        var select = _function[number];
        var target = _variables.Location[number];
        if (target == VariableAssignment.None) return;
        if (IsIn(select.B, target)) MoveIf(number, select.C, true, select.A);
        else if (IsIn(select.A, target)) MoveIf(number, select.C, false, select.B);
        else Choose(number, select);
    }

    private void Choose(int number, in IrInstruction select)
    {
        var (first, end) = (_code.NewLabel(), _code.NewLabel());
        BranchOn(select.C, true, first);
        Value(select.B, 0);
        StoreValue(number);
        _code.Branch(ILOpCode.Br, end);
        _code.Mark(first);
        Value(select.A, 0);
        StoreValue(number);
        _code.Mark(end);
    }

    private void MoveIf(int number, int condition, bool sense, int value)
    {
        var end = _code.NewLabel();
        BranchOn(condition, !sense, end);
        Value(value, 0);
        StoreValue(number);
        _code.Mark(end);
    }

    private bool IsVariable(int value) => !IrOp.IsConstant(_function[value].Op) && !_trees.IsInline(value) && _function[value].Op != Opcode.RefFunc;

    private bool IsIn(int value, int location) => IsVariable(value) && _variables.Location[value] == location;
}
