using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Where a program's functions take their parameters. Without tail calls all are CIL arguments. With them nothing may be passed on the
/// machine's stack, because a tail call has no more room there than its caller was given: what has no register (System V ABI: six integers,
/// eight floats; vectors have none) goes through static slots, written just before the call and read at the function's start.
/// </summary>
internal sealed class CallingConvention
{
    private const int IntegerRegisters = 6, FloatRegisters = 8;

    private readonly bool _noStack;

    public CallingConvention(LinkedProgram program)
    {
        _noStack = program.HasTailCalls;
        if (!_noStack) return;
        foreach (var type in program.FunctionTypes) Slots = Math.Max(Slots, type.Parameters.Length - Arguments(type).Length);
    }

    /// <summary>Slots that the function with the most of them takes.</summary>
    public int Slots { get; }

    /// <summary>By parameter: the number of its CIL argument, or the complement of its slot's number.</summary>
    public int[] Places(FunctionType type)
    {
        var places = new int[type.Parameters.Length];
        var (integers, floats, arguments, slots) = (HiddenArguments(type), 0, 0, 0);
        for (var i = 0; i < places.Length; i++)
        {
            var hasRegister = !_noStack || IrTypes.Of(type.Parameters[i]) switch
            {
                IrType.F32 or IrType.F64 => floats++ < FloatRegisters,
                IrType.V128 => false,
                _ => integers++ < IntegerRegisters,
            };
            places[i] = hasRegister ? arguments++ : ~slots++;
        }
        return places;
    }

    /// <summary>Types of the CIL arguments.</summary>
    public IrType[] Arguments(FunctionType type)
    {
        var places = Places(type);
        var arguments = new List<IrType>(places.Length);
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] >= 0) arguments.Add(IrTypes.Of(type.Parameters[i]));
        }
        return [.. arguments];
    }

    /// <summary>Integer registers that the CIL arguments of a type take.</summary>
    public int Integers(FunctionType type) => HiddenArguments(type) + Arguments(type).Count(t => t is not (IrType.F32 or IrType.F64));

    /// <summary>A vector is returned through memory, whose address is the first argument.</summary>
    private static int HiddenArguments(FunctionType type) => type.Results.Length > 0 && type.Results[0] == WasmType.V128 ? 1 : 0;

    /// <summary>Whether some parameter goes through a slot.</summary>
    public bool HasSlots(FunctionType type) => _noStack && Places(type).Any(p => p < 0);
}
