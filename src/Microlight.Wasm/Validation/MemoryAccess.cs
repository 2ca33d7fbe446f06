using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>Value type and natural alignment (as an exponent of two) of loads and stores (spec 3.3.7).</summary>
internal static class MemoryAccess
{
    private static readonly (WasmType Type, byte Alignment)[] Accesses =
    [
        (WasmType.I32, 2), (WasmType.I64, 3), (WasmType.F32, 2), (WasmType.F64, 3),
        (WasmType.I32, 0), (WasmType.I32, 0), (WasmType.I32, 1), (WasmType.I32, 1),
        (WasmType.I64, 0), (WasmType.I64, 0), (WasmType.I64, 1), (WasmType.I64, 1), (WasmType.I64, 2), (WasmType.I64, 2),
        (WasmType.I32, 2), (WasmType.I64, 3), (WasmType.F32, 2), (WasmType.F64, 3),
        (WasmType.I32, 0), (WasmType.I32, 1), (WasmType.I64, 0), (WasmType.I64, 1), (WasmType.I64, 2),
    ];

    /// <summary><paramref name="opcode"/> lies in I32Load … I64Store32.</summary>
    public static (WasmType Type, byte Alignment) Of(Opcode opcode) => Accesses[opcode - Opcode.I32Load];

    public static bool IsStore(Opcode opcode) => opcode >= Opcode.I32Store;
}
