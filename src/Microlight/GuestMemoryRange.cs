namespace Microlight;

/// <summary>A range of guest virtual addresses that the guest can reach.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Size">Bytes; a memory region's as they are now.</param>
/// <param name="Access">As in /proc/PID/maps: <c>r-x</c>, <c>r--</c> or <c>rw-</c>.</param>
/// <param name="Name">trampoline, mailbox, stack, image, <c>memory N</c>, or <c>file N</c> for a mapped file.</param>
public sealed record GuestMemoryRange(ulong Address, ulong Size, string Access, string Name)
{
    internal bool IsWritable => Access[1] == 'w';
    internal bool IsExecutable => Access[2] == 'x';
}
