using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Compares whose failure is a trap, with the traps out of the way at the end of the function.</summary>
internal sealed partial class FunctionWriter
{
    private void CheckedAddress(int number)
    {
        var check = _function[number];
        Passed(number, check.A);
        _code.LoadInt64((long)check.Immediate);
        Unless(ILOpCode.Bge_un, (WasmTrapKind)check.Index);
    }

    private void AlignedAddress(int number)
    {
        var check = _function[number];
        Passed(number, check.A);
        if (check.Type == IrType.I64) _code.Op(ILOpCode.Conv_i4);
        if (check.Immediate != 0)
        {
            _code.LoadInt32((int)check.Immediate);
            _code.Op(ILOpCode.Add);
        }
        _code.LoadInt32(check.Index);
        _code.Op(ILOpCode.And);
        Unless(ILOpCode.Brtrue, WasmTrapKind.UnalignedAtomic);
    }

    /// <summary>Gives a check its value, which is the checked one, and pushes it.</summary>
    private void Passed(int check, int value)
    {
        if (_variables.Location[check] == VariableAssignment.None)
        {
            Value(value, 0);
            return;
        }
        Value(value, 0);
        StoreValue(check);
        Value(check, 0);
    }

    /// <summary>Traps where the branch would be taken.</summary>
    private void Unless(ILOpCode branch, WasmTrapKind kind)
    {
        var label = _code.NewLabel();
        _checkTraps.Add((label, kind, _current));
        _code.Branch(branch, label);
    }

    private void CheckTraps()
    {
        foreach (var (label, kind, origin) in _checkTraps)
        {
            _code.Mark(label);
            Position(origin);
            _code.LoadInt32((int)kind);
            Trap();
        }
    }
}
