namespace Microlight.Machine;

/// <summary>What shapes a frozen image beside the ELF file; all in bytes.</summary>
internal sealed record FrozenImageKey(ulong StackSize, ulong MailboxBufferSize, ulong MaximumMemory)
{
    /// <summary>Options that make this key.</summary>
    public SandboxOptions ToOptions() =>
        new() { StackSize = (int)StackSize, MailboxBufferSize = (int)MailboxBufferSize, MaximumMemory = MaximumMemory };

    /// <summary>The option that makes two different keys differ, and its value in each.</summary>
    public (string Option, ulong Mine, ulong Other) FindDifference(FrozenImageKey other) =>
        StackSize != other.StackSize ? (nameof(SandboxOptions.StackSize), StackSize, other.StackSize)
        : MailboxBufferSize != other.MailboxBufferSize ? (nameof(SandboxOptions.MailboxBufferSize), MailboxBufferSize, other.MailboxBufferSize)
        : (nameof(SandboxOptions.MaximumMemory), MaximumMemory, other.MaximumMemory);
}
