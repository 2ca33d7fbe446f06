using System.Buffers.Binary;

namespace Microlight.Images;

/// <summary>Function symbols of an image by address (System V gABI, "Symbol Table"), for the names in a backtrace.</summary>
internal sealed class SymbolTable
{
    private const int EntrySize = 24;
    private const int TypeFunction = 2;

    public static readonly SymbolTable Empty = new([], default);

    private readonly ulong[] _addresses;
    private readonly Symbol[] _symbols;
    private readonly ReadOnlyMemory<byte> _names;

    private readonly record struct Symbol(ulong Size, uint Name);

    public SymbolTable(ReadOnlySpan<byte> entries, ReadOnlyMemory<byte> names)
    {
        _names = names;
        var addresses = new List<ulong>();
        var symbols = new List<Symbol>();
        for (; entries.Length >= EntrySize; entries = entries[EntrySize..])
        {
            if ((entries[4] & 15) != TypeFunction) continue;
            addresses.Add(BinaryPrimitives.ReadUInt64LittleEndian(entries[8..]));
            symbols.Add(new Symbol(BinaryPrimitives.ReadUInt64LittleEndian(entries[16..]), BinaryPrimitives.ReadUInt32LittleEndian(entries)));
        }
        _addresses = addresses.ToArray();
        _symbols = symbols.ToArray();
        Array.Sort(_addresses, _symbols);
    }

    /// <summary>
    /// The function around an address: its name and where it starts. A symbol without a size (hand-written assembly) reaches to the next one.
    /// </summary>
    public (string Name, ulong Address)? Find(ulong address)
    {
        var index = Array.BinarySearch(_addresses, address);
        if (index < 0) index = ~index - 1;
        if (index < 0) return null;
        var symbol = _symbols[index];
        if (symbol.Size != 0 && address - _addresses[index] >= symbol.Size) return null;
        return ElfFile.ReadString(_names.Span, symbol.Name) is { Length: > 0 } name ? (name, _addresses[index]) : null;
    }
}
