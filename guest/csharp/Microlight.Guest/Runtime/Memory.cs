// Moving and filling bytes: stubs in machine code that the image linker supplies.
namespace Internal.Runtime;

using System.Runtime;
using System.Runtime.CompilerServices;

internal static unsafe class Memory
{
    /// <summary>Copies bytes; the ranges may overlap.</summary>
    [RuntimeImport("*", "ml_memmove")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Move(void* destination, void* source, nuint count);

    [RuntimeImport("*", "ml_memset")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Set(void* destination, int value, nuint count);

    public static void Clear(void* destination, nuint count) => Set(destination, 0, count);
}
