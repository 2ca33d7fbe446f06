namespace Microlight.Images;

/// <summary>One section header, checked: its bytes (none for SHT_NOBITS) lie in the file. The address is whatever the file says.</summary>
internal sealed record ElfSection(string Name, uint Type, uint Link, ulong Address, int FileOffset, int FileSize);
