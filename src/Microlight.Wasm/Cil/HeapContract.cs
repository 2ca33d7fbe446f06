using Microlight.Abi;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Numbers of the garbage-collected heap that compiler and in-guest runtime share (guest/csharp/Microlight.Guest.Wasm/Heap*.cs; a test
/// compares them). docs/gc.md describes the heap.
/// </summary>
internal static class HeapContract
{
    /// <summary>Where the heap's region lies: above all tables, below mapped files.</summary>
    public const ulong Base = 0x7b00_0000_0000;
    /// <summary>High half of the address of a type record: an object's first word is the low half.</summary>
    public const ulong RecordBase = GuestLayout.SystemBase;

    public const int BlockSize = 65536;
    /// <summary>A block starts with its header: lists and three bitmaps.</summary>
    public const int BlockHeaderSize = 64 + 3 * (BlockSize / 16 / 8);
    public const int ClassesOffset = 0x400, ClassSize = 56;
    public const int ClassCount = 37;
    public const int MarkStackEntries = 8192;
    public const int HandleBlocks = 1024;
    public const long SmallestBudget = 4 << 20;

    // An object: u32 low half of its type record's address, u32 length (arrays), then fields or elements.
    public const int ObjectHeader = 8, ArrayLength = 4;
    /// <summary>Elements of 16 bytes start here, others behind the header.</summary>
    public const int WideElements = 16;

    // A type record, 64 bytes.
    public const int RecordSize = 64;
    public const int RecordDepth = 12, RecordFullDisplay = 24, RecordDisplay = 32, DisplayEntries = 8;
    public const uint FunctionKind = 0, StructKind = 1, ArrayKind = 2, ExceptionKind = 3;

    /// <summary>Bytes of a cell of each size class.</summary>
    public static int CellSize(int sizeClass) => sizeClass switch
    {
        < 8 => (sizeClass + 1) * 16,
        < 32 => (5 + (sizeClass & 3)) << (5 + (sizeClass - 8 >> 2)),
        _ => (BlockSize - BlockHeaderSize) / (6 - (sizeClass - 32)) & ~15,
    };

    /// <summary>Objects of a class in a block.</summary>
    public static int CellsOfBlock(int sizeClass) => (BlockSize - BlockHeaderSize) / CellSize(sizeClass);
}
