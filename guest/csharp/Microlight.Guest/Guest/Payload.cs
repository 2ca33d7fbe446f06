// Strings and bytes in the mailbox's buffer, for guest calls and host calls alike.
namespace Microlight.Guest;

using System;
using Internal.Runtime;

internal static unsafe class Payload
{
    private const uint String = 8, Bytes = 9;
    private const int Alignment = 16;

    // The host wrote what is read here, and it is inside the buffer.
    private static byte* Start(Slot* slot) => (byte*)Mailbox.BufferAddress + slot->Bits;

    public static string ReadString(Slot* slot) => System.Text.Text.Decode(Start(slot), (int)slot->Length);

    public static byte[] ReadBytes(Slot* slot) => new ReadOnlySpan<byte>(Start(slot), (int)slot->Length).ToArray();

    public static T ReadStruct<T>(Slot* slot) where T : unmanaged
    {
        if (slot->Length != (uint)sizeof(T)) Panic.Fail("The host passed a structure of another size.");
        return *(T*)Start(slot);
    }

    /// <returns>Where the next payload may start.</returns>
    public static int WriteString(Slot* slot, string value, int offset)
    {
        if (value is null) Panic.Fail("A null string was passed to the host; use an empty one.");
        var length = Utf8.Count(value);
        Reserve(offset, length);
        Utf8.Encode(value, (byte*)Mailbox.BufferAddress + offset, length);
        return Describe(slot, offset, length, String);
    }

    public static int WriteBytes(Slot* slot, ReadOnlySpan<byte> value, int offset)
    {
        Reserve(offset, value.Length);
        // The source may be in the buffer, too.
        Memory.Move((byte*)Mailbox.BufferAddress + offset, System.Runtime.CompilerServices.Unsafe.AsPointer(ref value.Reference), (nuint)value.Length);
        return Describe(slot, offset, value.Length, Bytes);
    }

    private static void Reserve(int offset, int length)
    {
        if ((long)offset + length > Mailbox.BufferSize) Panic.Fail("The strings and byte vectors of a call do not fit into the mailbox (SandboxOptions.MailboxBufferSize).");
    }

    private static int Describe(Slot* slot, int offset, int length, uint type)
    {
        slot->Bits = (ulong)offset;
        slot->Length = (uint)length;
        slot->Type = type;
        return offset + length + (Alignment - 1) & -Alignment;
    }
}
