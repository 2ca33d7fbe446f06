namespace Microlight.Images;

/// <summary>One section header, checked: its bytes (none for SHT_NOBITS) lie in the file.</summary>
internal sealed record ElfSection(string Name, uint Type, uint Link, int FileOffset, int FileSize);
