namespace Microlight.Abi;

/// <summary>One value as it lies in the mailbox (docs/abi.md): <see cref="MailboxLayout.SlotSize"/> bytes.</summary>
internal struct Slot
{
    /// <summary>The number, or the payload's offset from the start of the buffer.</summary>
    public ulong Bits;
    /// <summary>Bytes of payload.</summary>
    public uint Length;
    /// <summary>A <see cref="GuestType"/>.</summary>
    public uint Type;
}
