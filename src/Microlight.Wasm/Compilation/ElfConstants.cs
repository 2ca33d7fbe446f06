namespace Microlight.Wasm.Compilation;

/// <summary>Numbers of the ELF format that the linker reads and writes (System V gABI 4.1 chapters 4 and 5; x86-64 psABI 4.4).</summary>
internal static class ElfConstants
{
    public const int HeaderSize = 64, SectionHeaderSize = 64, ProgramHeaderSize = 56, SymbolSize = 24, RelaSize = 24;

    public const ushort TypeRelocatable = 1, TypeExecutable = 2, MachineX64 = 62;

    public const uint SectionProgbits = 1, SectionSymtab = 2, SectionStrtab = 3, SectionRela = 4, SectionNobits = 8;
    public const uint SectionX64Unwind = 0x70000001;
    public const ulong FlagWrite = 1, FlagAlloc = 2, FlagExecute = 4, FlagTls = 0x400;

    public const uint SegmentLoad = 1, SegmentStack = 0x6474e551;
    public const uint SegmentExecute = 1, SegmentWrite = 2, SegmentRead = 4;

    public const ushort IndexUndefined = 0, IndexAbsolute = 0xfff1, IndexCommon = 0xfff2, IndexExtended = 0xffff;

    public const byte SymbolNone = 0, SymbolObject = 1, SymbolFunction = 2, SymbolSection = 3;
    public const byte BindLocal = 0, BindGlobal = 1;

    public const uint Reloc64 = 1, RelocPc32 = 2, RelocPlt32 = 4, Reloc32 = 10, Reloc32Signed = 11, RelocPc64 = 24;
}
