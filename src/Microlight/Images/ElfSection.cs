namespace Microlight.Images;

/// <summary>One section header, checked: its bytes (none for SHT_NOBITS) lie in the file.</summary>
internal readonly record struct ElfSection(string Name, uint Type, uint Link, int FileOffset, int FileSize);
