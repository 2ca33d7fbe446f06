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
        // An arm that is a variable may get the result's register; its assignment would be the empty arm of a jump to a jump.
        if (IsMove(select.A) && CanPrecede(number, select.C, select.B)) MoveUnless(number, select.A, select.C, true, select.B);
        else if (IsMove(select.B) && CanPrecede(number, select.C, select.A)) MoveUnless(number, select.B, select.C, false, select.A);
        else
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
    }

    private void MoveUnless(int number, int first, int condition, bool sense, int second)
    {
        Value(first, 0);
        StoreValue(number);
        MoveIf(number, condition, !sense, second);
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

    private bool IsMove(int value) => IsVariable(value) && _variables.Location[value] != VariableAssignment.None;

    /// <summary>The result's variable may be written before the condition and the other arm are read.</summary>
    private bool CanPrecede(int number, int condition, int arm) =>
        !Reads(condition, _variables.Location[number]) && !Reads(arm, _variables.Location[number]);

    /// <summary>Whether evaluating a value reads a variable. As deep as an expression tree, which is limited.</summary>
    private bool Reads(int value, int location)
    {
        if (!_trees.IsInline(value)) return _variables.Location[value] == location;
        for (var i = 0; i < _function[value].OperandCount; i++)
        {
            if (Reads(_function[value].Operand(i), location)) return true;
        }
        return false;
    }

    private bool IsIn(int value, int location) => IsVariable(value) && _variables.Location[value] == location;
}
