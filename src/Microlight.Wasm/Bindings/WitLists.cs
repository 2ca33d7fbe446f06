using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components;

namespace Microlight.Wasm.Bindings;

/// <summary>What generated code writes lists of numbers with.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WitLists
{
    /// <summary>A list of numbers, copied as a whole where it lies in one piece.</summary>
    public static void SetNumbers<T>(TransferMemory memory, int address, IReadOnlyList<T> values) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(values);
        memory.SetNumbers<T>(address, values switch
        {
            T[] array => array,
            List<T> list => CollectionsMarshal.AsSpan(list),
            _ => values.ToArray(),
        });
    }
}
