namespace Microlight.Machine.Process;

/// <summary>A piece of a memory file in the child's address space: whole pages, at the guest's own address.</summary>
/// <param name="Address">Guest virtual address.</param>
/// <param name="Bytes">May reach beyond the file's end: there is no memory there until the file grows.</param>
/// <param name="Protection">PROT_ bits.</param>
/// <param name="Shared">Whether what the guest writes is seen in the file.</param>
/// <param name="File">The file, which the host keeps.</param>
/// <param name="Offset">Where in the file the piece starts.</param>
internal readonly record struct GuestMapping(ulong Address, ulong Bytes, int Protection, bool Shared, int File, ulong Offset);
