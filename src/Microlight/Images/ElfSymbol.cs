namespace Microlight.Images;

/// <summary>An entry of .symtab (System V gABI, "Symbol Table").</summary>
internal readonly record struct ElfSymbol(string Name, ulong Address, ulong Size, int Type, bool IsLocal)
{
    /// <summary>Types: code that backtraces do not name, data, functions.</summary>
    public const int TypeNone = 0, TypeObject = 1, TypeFunction = 2;
}
