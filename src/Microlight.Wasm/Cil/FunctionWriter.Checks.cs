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
        Value(check.A, 0);
        if (_variables.Location[number] != VariableAssignment.None)
        {
            StoreValue(number);
            LoadVariable(_variables.Location[number]);
        }
        _code.LoadInt64((long)check.Immediate);
        Unless(ILOpCode.Bge_un, (WasmTrapKind)check.Index);
    }

    /// <summary>Traps where the branch would be taken.</summary>
    private void Unless(ILOpCode branch, WasmTrapKind kind)
    {
        var label = _code.NewLabel();
        _checkTraps.Add((label, kind));
        _code.Branch(branch, label);
    }

    private void CheckTraps()
    {
        foreach (var (label, kind) in _checkTraps)
        {
            _code.Mark(label);
            _code.LoadInt32((int)kind);
            Trap();
        }
    }
}
