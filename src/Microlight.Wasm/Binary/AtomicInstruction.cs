namespace Microlight.Wasm.Binary;

internal enum AtomicKind : byte { Notify, Wait, Fence, Load, Store, Arithmetic, Exchange, CompareExchange }

/// <summary>
/// What an atomic instruction of the threads proposal does, in terms of plain ones: its value's type, its size as an exponent of two (the
/// alignment it demands), and the load, store and operation that it is made of.
/// </summary>
internal readonly record struct AtomicInstruction(AtomicKind Kind, WasmType Type, int Alignment, Opcode Load = default, Opcode Store = default, Opcode Operation = default)
{
    /// <summary>The seven widths in the order that the opcodes of every group have.</summary>
    private static readonly (WasmType Type, int Alignment, Opcode Load, Opcode Store)[] Widths =
    [
        (WasmType.I32, 2, Opcode.I32Load, Opcode.I32Store), (WasmType.I64, 3, Opcode.I64Load, Opcode.I64Store),
        (WasmType.I32, 0, Opcode.I32Load8U, Opcode.I32Store8), (WasmType.I32, 1, Opcode.I32Load16U, Opcode.I32Store16),
        (WasmType.I64, 0, Opcode.I64Load8U, Opcode.I64Store8), (WasmType.I64, 1, Opcode.I64Load16U, Opcode.I64Store16),
        (WasmType.I64, 2, Opcode.I64Load32U, Opcode.I64Store32),
    ];

    private static readonly (Opcode I32, Opcode I64)[] Operations =
    [
        (Opcode.I32Add, Opcode.I64Add), (Opcode.I32Sub, Opcode.I64Sub), (Opcode.I32And, Opcode.I64And), (Opcode.I32Or, Opcode.I64Or), (Opcode.I32Xor, Opcode.I64Xor),
    ];

    public static bool IsAtomic(Opcode opcode) => opcode is >= Opcode.MemoryAtomicNotify and <= Opcode.I64AtomicRmw32CmpxchgU;

    /// <summary><paramref name="opcode"/> is atomic.</summary>
    public static AtomicInstruction Of(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.MemoryAtomicNotify: return new(AtomicKind.Notify, WasmType.I32, 2, Opcode.I32Load);
            case Opcode.MemoryAtomicWait32: return new(AtomicKind.Wait, WasmType.I32, 2, Opcode.I32Load, Operation: Opcode.I32Eq);
            case Opcode.MemoryAtomicWait64: return new(AtomicKind.Wait, WasmType.I64, 3, Opcode.I64Load, Operation: Opcode.I64Eq);
            case Opcode.AtomicFence: return new(AtomicKind.Fence, WasmType.I32, 0);
        }
        var (group, width) = Math.DivRem(opcode - Opcode.I32AtomicLoad, Widths.Length);
        var (type, alignment, load, store) = Widths[width];
        var is64 = type == WasmType.I64;
        return group switch
        {
            0 => new(AtomicKind.Load, type, alignment, load),
            1 => new(AtomicKind.Store, type, alignment, Store: store),
            7 => new(AtomicKind.Exchange, type, alignment, load, store),
            8 => new(AtomicKind.CompareExchange, type, alignment, load, store, is64 ? Opcode.I64Eq : Opcode.I32Eq),
            _ => new(AtomicKind.Arithmetic, type, alignment, load, store, is64 ? Operations[group - 2].I64 : Operations[group - 2].I32),
        };
    }
}
