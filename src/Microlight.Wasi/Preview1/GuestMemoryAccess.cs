using System.Buffers.Binary;

namespace Microlight.Wasi.Preview1;

/// <summary>
/// Reads and writes values at a guest's 32-bit pointers. Everything is little-endian and need not be aligned; false means that the
/// bytes are not all inside the memory. Nothing is read twice.
/// </summary>
internal static class GuestMemoryAccess
{
    public static bool TryGet(this GuestMemory memory, uint pointer, uint length, out Span<byte> bytes)
    {
        if (length <= int.MaxValue) return memory.TrySlice(pointer, (int)length, out bytes);
        bytes = default;
        return false;
    }

    public static bool Contains(this GuestMemory memory, uint pointer, uint length) => (ulong)pointer + length <= memory.Size;

    public static bool TryWrite(this GuestMemory memory, uint pointer, ReadOnlySpan<byte> bytes) =>
        memory.TrySlice(pointer, bytes.Length, out var target) && bytes.TryCopyTo(target);

    public static bool TryWriteUInt32(this GuestMemory memory, uint pointer, uint value)
    {
        if (!memory.TrySlice(pointer, sizeof(uint), out var target)) return false;
        BinaryPrimitives.WriteUInt32LittleEndian(target, value);
        return true;
    }

    public static bool TryWriteUInt64(this GuestMemory memory, uint pointer, ulong value)
    {
        if (!memory.TrySlice(pointer, sizeof(ulong), out var target)) return false;
        BinaryPrimitives.WriteUInt64LittleEndian(target, value);
        return true;
    }
}
