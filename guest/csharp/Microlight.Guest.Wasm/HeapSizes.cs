// Size classes of the heap: how many bytes a cell has that an object of a given size gets.
namespace Microlight.Guest.Wasm
{
    using System.Numerics;

    /// <summary>
    /// In steps of 16 up to 128 bytes, four classes to each doubling up to 8 KiB (so at most a fifth of a cell is wasted), then the
    /// sizes of which 6, 5, 4, 3 and 2 fit into a block. What is larger has blocks to itself.
    /// </summary>
    internal static class HeapSizes
    {
        private const int Small = 8, Medium = 24;
        private const ulong SmallLimit = 128, MediumLimit = 8192;
        public const int Count = Small + Medium + 5;
        /// <summary>Largest object that shares a block with others.</summary>
        public const ulong Largest = 31968;

        /// <summary>The class of objects of that many bytes, from 1 to Largest.</summary>
        public static int ClassOf(ulong size)
        {
            if (size <= SmallLimit) return (int)((size - 1) >> HeapLayout.GranuleShift);
            var below = (uint)size - 1;
            if (size <= MediumLimit)
            {
                var log = 31 - BitOperations.LeadingZeroCount(below);
                return Small + (log - 7) * 4 + (int)(below >> (log - 2) & 3);
            }
            var index = Small + Medium;
            while (CellSize(index) < size) index++;
            return index;
        }

        public static ulong CellSize(int index)
        {
            if (index < Small) return (ulong)(index + 1) << HeapLayout.GranuleShift;
            index -= Small;
            if (index < Medium) return (ulong)(5 + (index & 3)) << (5 + (index >> 2));
            return ((HeapLayout.BlockSize - HeapLayout.HeaderSize) / (ulong)(6 - (index - Medium))) & ~(HeapLayout.Granule - 1);
        }
    }
}
