namespace Microlight.Wasm.Compilation;

/// <summary>A section of an object file. Data is empty for SHT_NOBITS, whose Size still counts.</summary>
internal sealed record ObjectSection(int Index, string Name, uint Type, ulong Flags, ReadOnlyMemory<byte> Data, ulong Size, int Alignment)
{
    public bool IsAllocated => (Flags & ElfConstants.FlagAlloc) != 0;
    public bool IsWritable => (Flags & ElfConstants.FlagWrite) != 0;
    public bool IsExecutable => (Flags & ElfConstants.FlagExecute) != 0;
    /// <summary>sh_link, sh_info and sh_entsize: their meaning depends on Type.</summary>
    public uint Link { get; init; }
    public uint Info { get; init; }
    public ulong EntrySize { get; init; }
    /// <summary>Relocations to apply to this section's bytes.</summary>
    public ObjectRelocation[] Relocations { get; set; } = [];
}

/// <summary>A relocation: the field at Offset of its section gets a value made from a symbol and the addend (psABI 4.4.1).</summary>
internal readonly record struct ObjectRelocation(ulong Offset, uint Type, int Symbol, long Addend);

/// <summary>A symbol of an object file. Section is the index of the section it lies in, 0 if it is undefined.</summary>
internal readonly record struct ObjectSymbol(string Name, ulong Value, ulong Size, byte Type, byte Binding, int Section)
{
    public bool IsUndefined => Section == 0;
}
