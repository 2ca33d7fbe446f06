namespace Microlight;

/// <summary>A file that a sandbox has mapped: what to tell the guest of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Access">What the guest may do.</param>
/// <param name="Address">Guest virtual address of the first byte.</param>
/// <param name="Length">Bytes that the file had when it was mapped. The rest of the last page is zero; what is behind it is a trap.</param>
public sealed record MappedFile(string Path, FileMappingAccess Access, ulong Address, ulong Length);
