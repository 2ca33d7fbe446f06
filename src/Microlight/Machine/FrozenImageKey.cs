namespace Microlight.Machine;

/// <summary>What shapes a frozen image beside the ELF file; all in bytes.</summary>
internal sealed record FrozenImageKey(ulong StackSize, ulong MailboxBufferSize, ulong MaximumMemory);
