using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Addresses and sizes that may have 64 bits. The hardware finds the end of a memory or table whose indices have 32; one of 64 bits is
/// compared with the end of what is reserved for the memory first, after which the hardware does the rest.
/// </summary>
internal sealed partial class IrBuilder
{
    /// <summary>Offsets below this lead from inside what a 64-bit memory reserves to the guard behind it (<see cref="Linking.AddressSpace"/>).</summary>
    private const ulong GuardedOffset = 1UL << 32;
    /// <summary>Entries in the reserved range of a table: an index of 32 bits cannot leave it.</summary>
    private const ulong TableEntries = 1UL << 32;

    /// <summary>Addresses compared in the block at hand, by address and bound.</summary>
    private readonly Dictionary<(int Address, ulong Bound), int> _checkedAddresses = [];

    private static IrType AddressType(Limits limits) => limits.Is64 ? IrType.I64 : IrType.I32;

    /// <summary>The address of an access; access.A is the memory, its immediate the offset.</summary>
    private int PopAddress(in Instruction access) => Reach(access.A, Pop(), access.Immediate);

    /// <summary>An address from which an access at that offset is in the memory or a fault.</summary>
    private int Reach(uint index, int address, ulong offset = 0)
    {
        var memory = _context.Memory(index);
        if (!memory.Type.Limits.Is64) return address;
        var end = memory.MaximumPages << 16;
        var bound = offset < GuardedOffset ? end : end - Math.Min(end, offset);
        return Checked(address, bound, WasmTrapKind.OutOfBoundsMemoryAccess);
    }

    /// <summary>The index of a table's entry for call_indirect.</summary>
    private int PopEntryIndex(uint table)
    {
        var index = Pop();
        return _context.Table(table).Type.Limits.Is64 ? Checked(index, TableEntries, WasmTrapKind.UndefinedElement) : index;
    }

    private int Checked(int address, ulong bound, WasmTrapKind otherwise)
    {
        if (!_checkedAddresses.TryGetValue((address, bound), out var value))
        {
            value = Append(IrOp.CheckedAddress, IrType.I64, address, immediate: bound, index: (int)otherwise);
            _checkedAddresses.Add((address, bound), value);
        }
        return value;
    }
}
