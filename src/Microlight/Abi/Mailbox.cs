using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Microlight.Diagnostics;

namespace Microlight.Abi;

/// <summary>
/// The host's side of a mailbox. Everything in it may have been written by a hostile guest, at any time it ran: each value is copied
/// once, the copy is checked and the copy is used. What breaks the contract is a <see cref="ProtocolViolationException"/>.
/// </summary>
internal sealed unsafe class Mailbox(byte* start, int bufferSize)
{
    /// <summary>Most bytes of a text that comes with an abort (docs/abi.md).</summary>
    private const int LongestAbortText = 4096;

    /// <summary>The slots of the guest call.</summary>
    public SlotTable Call { get; } = new(start + MailboxLayout.CallSlots, start + MailboxLayout.CallUpperHalves, start + MailboxLayout.Buffer, bufferSize);

    /// <summary>The slots of the host call.</summary>
    public SlotTable HostCall { get; } = new(start + MailboxLayout.HostCallSlots, start + MailboxLayout.HostCallUpperHalves, start + MailboxLayout.Buffer, bufferSize);

    /// <summary>Writes what the guest may rely on before it first runs, and after each restore.</summary>
    public void WriteHeader(ulong generation)
    {
        *(uint*)(start + MailboxLayout.Version) = MailboxLayout.AbiVersion;
        *(uint*)(start + MailboxLayout.BufferSize) = (uint)bufferSize;
        *(ulong*)(start + MailboxLayout.Generation) = generation;
    }

    /// <summary>Writes the arguments of a guest call.</summary>
    /// <exception cref="ArgumentException">They are not what the signature says, or their payloads do not fit the buffer.</exception>
    public void WriteArguments(GuestFunction function, ReadOnlySpan<GuestValue> arguments)
    {
        var types = function.Signature.ParameterTypes;
        if (arguments.Length != types.Length)
            throw new ArgumentException($"The guest function '{function.Name}' takes {types.Length} arguments; {arguments.Length} were given.");
        var owner = SlotOwner.Argument(function.Name);
        Call.BeginWriting();
        for (var i = 0; i < types.Length; i++) Call.Write(i, types[i], arguments[i], owner);
        *(uint*)(start + MailboxLayout.CallArgumentCount) = (uint)types.Length;
        *(uint*)(start + MailboxLayout.CallResultCount) = 0;
    }

    /// <summary>Checks that the guest function returned as many values as its signature says.</summary>
    public void CheckResults(GuestFunction function)
    {
        var count = Unsafe.ReadUnaligned<uint>(start + MailboxLayout.CallResultCount);
        if (count != (uint)function.Signature.ResultTypes.Length)
            throw new ProtocolViolationException($"The guest function '{function.Name}' returned {count} values; its signature has {function.Signature.ResultTypes.Length}.");
    }

    /// <summary>The text that a guest left with a reserved abort code, printable; null where it left none or broke the rules for it.</summary>
    public string? ReadAbortText()
    {
        if (Unsafe.ReadUnaligned<uint>(start + MailboxLayout.CallResultCount) != 1) return null;
        var slot = *(Slot*)(start + MailboxLayout.CallSlots);
        if (slot.Type != (uint)GuestType.String || slot.Bits > (ulong)bufferSize || slot.Length > (ulong)bufferSize - slot.Bits) return null;
        var payload = new ReadOnlySpan<byte>(start + MailboxLayout.Buffer + slot.Bits, (int)slot.Length);
        if (!Utf8.IsValid(payload)) return null;
        // A longer text is cut, wherever that falls in a character.
        return GuestText.Printable(Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, LongestAbortText)]));
    }

    /// <summary>The number of the import that the guest calls; not yet checked against the image.</summary>
    public uint ReadImport() => *(uint*)(start + MailboxLayout.HostCallImport);

    /// <summary>Checks that the guest gave as many arguments as the import's signature says.</summary>
    public void CheckHostArguments(HostImport import)
    {
        var count = *(uint*)(start + MailboxLayout.HostCallArgumentCount);
        if (count != (uint)import.Signature.ParameterTypes.Length)
            throw new ProtocolViolationException($"The guest called the host function '{import.Name}' with {count} arguments; its signature has {import.Signature.ParameterTypes.Length}.");
    }

    public void WriteHostResultCount(int count) => *(uint*)(start + MailboxLayout.HostCallResultCount) = (uint)count;

    /// <summary>The region and the bytes by which the guest wants it to grow; neither is checked.</summary>
    public (uint Region, ulong Delta) ReadGrowth() => (*(uint*)(start + MailboxLayout.GrowRegion), *(ulong*)(start + MailboxLayout.GrowDelta));

    /// <summary>The nanoseconds that the guest wants to sleep, unchecked.</summary>
    public ulong ReadWait() => *(ulong*)(start + MailboxLayout.WaitTime);

    public void WriteGrowth(ulong? oldSize) => *(ulong*)(start + MailboxLayout.GrowResult) = oldSize ?? ulong.MaxValue;
}
