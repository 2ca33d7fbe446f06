namespace Microlight.Abi;

/// <summary>
/// The mailbox as guest and host see it: byte offsets from <see cref="GuestLayout.Mailbox"/>, little-endian.
/// docs/abi.md is the prose; guest/c/microlight.h and the Wasm back end repeat these numbers and a test compares them.
/// </summary>
internal static class MailboxLayout
{
    public const uint AbiVersion = 1;

    // Header, written by the host before the guest first runs.
    public const int Version = 0x00;            // u32
    public const int BufferSize = 0x04;         // u32, bytes of payload buffer
    public const int Generation = 0x08;         // u64, changes at every restore

    // Guest call, host to guest; results guest to host.
    public const int CallArgumentCount = 0x10;  // u32
    public const int CallResultCount = 0x14;    // u32, guest writes
    // Host call, guest to host; results host to guest.
    public const int HostCallImport = 0x18;         // u32, record number in .microlight.imports
    public const int HostCallArgumentCount = 0x1c;  // u32
    public const int HostCallResultCount = 0x20;    // u32, host writes
    // Memory growth, guest to host.
    public const int GrowRegion = 0x28;         // u32, record number in .microlight.memories
    public const int GrowDelta = 0x30;          // u64, bytes, a multiple of 4096
    public const int GrowResult = 0x38;         // u64, host writes: old size in bytes, or ulong.MaxValue if refused

    // Sleep, guest to host.
    public const int WaitTime = 0x40;           // u64, nanoseconds, a day at most

    /// <summary>Slots of the guest call: arguments in, results out. 128 slots of 16 bytes.</summary>
    public const int CallSlots = 0x0400;
    /// <summary>Slots of the host call: arguments out, results in.</summary>
    public const int HostCallSlots = 0x0c00;
    /// <summary>Bits 64 to 127 of vectors in the slots of the guest call: 128 × 8 bytes, by slot. Bits 0 to 63 are in the slot.</summary>
    public const int CallUpperHalves = 0x1400;
    /// <summary>The same for the host call.</summary>
    public const int HostCallUpperHalves = 0x1800;
    /// <summary>Payload buffer for strings and byte vectors; a slot's Bits is the offset in it. The guest call's payload and the
    /// host call's share it: a guest copies what it wants to keep before its first host call.</summary>
    public const int Buffer = 0x2000;

    // A slot: u64 bits (a number, or the payload's offset in the buffer), u32 length (payload bytes), u32 type (GuestType).
    public const int SlotSize = 16;
    public const int SlotBits = 0;
    public const int SlotLength = 8;
    public const int SlotType = 12;
}
