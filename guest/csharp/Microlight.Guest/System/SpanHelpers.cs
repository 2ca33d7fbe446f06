namespace System;

using System.Runtime.CompilerServices;
using Internal.Runtime;

internal static unsafe class SpanHelpers
{
    // By these names ilc copies and clears large structures.
    [Runtime.RuntimeImport("*", "ml_memmove")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Memmove(ref byte destination, ref byte source, nuint count);

    internal static void ClearWithoutReferences(ref byte destination, nuint count) => Memory.Clear(Unsafe.AsPointer(ref destination), count);
    internal static void Fill(ref byte destination, byte value, nuint count) => Memory.Set(Unsafe.AsPointer(ref destination), value, count);

    public static bool BytesEqual(ref byte left, ref byte right, nuint count)
    {
        nuint at = 0;
        for (; at + 8 <= count; at += 8)
            if (Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref left, at)) != Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref right, at))) return false;
        for (; at < count; at++)
            if (Unsafe.AddByteOffset(ref left, at) != Unsafe.AddByteOffset(ref right, at)) return false;
        return true;
    }

    /// <summary>Copies elements; the ranges may overlap. References go one by one, so that each passes the write barrier.</summary>
    public static void Copy<T>(ref T destination, ref T source, int count)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Memory.Move(Unsafe.AsPointer(ref destination), Unsafe.AsPointer(ref source), (nuint)count * (nuint)Unsafe.SizeOf<T>());
        }
        else if (Unsafe.AsPointer(ref destination) <= Unsafe.AsPointer(ref source))
        {
            for (var i = 0; i < count; i++) Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
        }
        else
        {
            for (var i = count - 1; i >= 0; i--) Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
        }
    }
}
