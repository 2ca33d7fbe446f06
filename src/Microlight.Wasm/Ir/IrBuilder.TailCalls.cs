using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>Tail calls: terminators, as nothing of the function is left after them (spec 4.6.11).</summary>
internal sealed partial class IrBuilder
{
    private void ReturnCall(int function)
    {
        var arguments = PopArguments(_context.Module.TypeOf(function).Parameters.Length);
        TailCall(Opcode.ReturnCall, _context.Module.TypeOf(function), -1, function, arguments);
    }

    private void ReturnCallIndirect(in Instruction instruction)
    {
        var type = _context.Module.FunctionTypeAt((int)instruction.A);
        var entry = TableEntry(instruction, type, out var arguments);
        TailCall(Opcode.ReturnCallIndirect, type, entry, _context.TypeIds[instruction.A], arguments);
    }

    private void ReturnCallRef(in Instruction instruction)
    {
        var type = _context.Module.FunctionTypeAt((int)instruction.A);
        var function = NonNull(Pop(), WasmTrapKind.NullFunctionReference);
        TailCall(Opcode.ReturnCallRef, type, function, _context.TypeIds[instruction.A], PopArguments(type.Parameters.Length));
    }

    private void TailCall(Opcode op, FunctionType type, int entry, int index, int[] arguments)
    {
        Terminate(op, 0, entry, arguments);
        ref var call = ref _function[_function.Count - 1];
        call.Index = index;
        call.UsesSlots = _context.Convention.HasSlots(type);
        _dead = true;
    }
}
