using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Arguments, and tail calls.</summary>
internal sealed partial class FunctionWriter
{
    /// <summary>
    /// Evaluates arguments in order: onto the evaluation stack, or into the slots of those that have no register. Nothing that is evaluated
    /// in between uses slots (<see cref="ExpressionTrees"/>).
    /// </summary>
    private void Arguments(FunctionType type, int[] arguments, int depth)
    {
        var places = _tokens.Convention.Places(type);
        for (var i = 0; i < arguments.Length; i++)
        {
            Value(arguments[i], depth);
            if (places[i] >= 0) depth++;
            else _code.Token(ILOpCode.Stsfld, _tokens.ArgumentSlot(~places[i], _function[arguments[i]].Type));
        }
    }

    /// <summary>The code generator makes a jump of it, because no argument is on the machine's stack; the linker checks that it did.</summary>
    private void TailCall(in IrInstruction call)
    {
        if (call.Op == Opcode.ReturnCall)
        {
            Arguments(_tokens.TypeOf(_instance, call.Index), call.Arguments!, 0);
            _code.Op(ILOpCode.Tail);
            _code.Token(ILOpCode.Call, _tokens.TailTarget(_instance, call.Index));
        }
        else
        {
            var type = _tokens.TypeOf(call.Index);
            Arguments(type, call.Arguments!, 0);
            var hasRegister = TailCalls.HasRegister(_tokens.Convention.Integers(type));
            if (!hasRegister) _code.LoadAddress(_tokens.Layout.JumpCell);
            Value(call.A, call.Arguments!.Length + 1);
            _code.Op(ILOpCode.Ldind_i8);
            if (!hasRegister) _code.Op(ILOpCode.Stind_i8);
            _code.Op(ILOpCode.Tail);
            _code.Token(ILOpCode.Call, _tokens.Jump(call.Index));
        }
        _code.Op(ILOpCode.Ret);
    }
}
