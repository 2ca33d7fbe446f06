using System.Buffers.Binary;
using Microlight.Wasm.Cil;

namespace Microlight.Wasm.Compilation;

/// <summary>The first contents of the heap's region: its state, the size classes and the lists of roots (HeapLayout.cs of the guest's runtime).</summary>
internal static class HeapImage
{
    /// <param name="heap">The program's.</param>
    /// <param name="globals">Address of the globals' cells, 0 if no code uses any.</param>
    public static byte[] Build(HeapPlan heap, ulong globals)
    {
        var bytes = new byte[(heap.ListsEnd + 4095) & ~4095UL];
        var at = 0;
        void Word(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
            at += 8;
        }
        var list = HeapContract.Base + heap.Lists;
        Word((ulong)heap.Region);
        Word(heap.InitialBytes);
        Word(heap.Maximum);
        Word(HeapContract.Base + heap.Blocks);
        Word(HeapContract.Base + heap.Table);
        Word(HeapContract.Base + heap.MarkStack);
        Word(HeapContract.MarkStackEntries);
        Word(list);
        var cells = globals == 0 ? 0 : heap.Cells.Count;
        Word((ulong)cells);
        Word(list += 8 * (ulong)cells);
        Word((ulong)heap.Tables.Count);
        Word(list + 8 * (ulong)heap.Tables.Count);
        Word((ulong)heap.Segments.Count);
        Word(HeapContract.Base + heap.Handles);
        Word(heap.CollectAlways ? 1UL : 0);
        Word(HeapContract.SmallestBudget);
        Word(HeapContract.SmallestBudget);
        for (var i = 0; i < HeapContract.ClassCount; i++)
        {
            at = HeapContract.ClassesOffset + i * HeapContract.ClassSize + 16;
            Word((ulong)HeapContract.CellSize(i));
            Word((ulong)HeapContract.CellsOfBlock(i));
        }
        at = (int)heap.Lists;
        if (globals != 0)
        {
            foreach (var offset in heap.Cells) Word(globals + offset);
        }
        foreach (var record in heap.Tables) Word(record);
        foreach (var record in heap.Segments) Word(record);
        return bytes;
    }
}
