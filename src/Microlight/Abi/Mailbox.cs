using System.Runtime.CompilerServices;
using System.Text;
using Microlight.Diagnostics;

namespace Microlight.Abi;

/// <summary>
/// The host's side of a mailbox. Everything in it may have been written by a hostile guest, at any time it ran: each value is copied
/// once, the copy is checked and the copy is used. What breaks the contract is a <see cref="ProtocolViolationException"/>.
/// </summary>
internal sealed unsafe class Mailbox(byte* start, int bufferSize)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Payloads start at multiples of this in the buffer, so that a guest may look at them as any type.</summary>
    private const int PayloadAlignment = 16;

    /// <summary>Most bytes of a text that comes with an abort (docs/abi.md).</summary>
    private const int LongestAbortText = 4096;

    /// <summary>A slot as it lies in the mailbox.</summary>
    private struct Slot
    {
        public ulong Bits;
        public uint Length;
        public uint Type;
    }

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
        WriteSlots(MailboxLayout.CallSlots, types, arguments, function.Name, "argument");
        *(uint*)(start + MailboxLayout.CallArgumentCount) = (uint)types.Length;
        *(uint*)(start + MailboxLayout.CallResultCount) = 0;
    }

    public void ReadResults(GuestFunction function, Span<GuestValue> results)
    {
        var types = function.Signature.ResultTypes;
        var count = Unsafe.ReadUnaligned<uint>(start + MailboxLayout.CallResultCount);
        if (count != (uint)types.Length)
            throw new ProtocolViolationException($"The guest function '{function.Name}' returned {count} values; its signature has {types.Length}.");
        ReadSlots(MailboxLayout.CallSlots, types, results, function.Name, "result");
    }

    /// <summary>The text that a guest left with a reserved abort code, printable; null where it left none or broke the rules for it.</summary>
    public string? ReadAbortText()
    {
        if (Unsafe.ReadUnaligned<uint>(start + MailboxLayout.CallResultCount) != 1) return null;
        var slot = *(Slot*)(start + MailboxLayout.CallSlots);
        if (slot.Type != (uint)GuestType.String || slot.Bits > (ulong)bufferSize || slot.Length > (ulong)bufferSize - slot.Bits) return null;
        // A longer text is cut, wherever that falls in a character.
        var payload = new ReadOnlySpan<byte>(start + MailboxLayout.Buffer + slot.Bits, (int)Math.Min(slot.Length, LongestAbortText));
        return GuestText.Printable(Encoding.UTF8.GetString(payload));
    }

    /// <summary>The number of the import that the guest calls; not yet checked against the image.</summary>
    public uint ReadImport() => *(uint*)(start + MailboxLayout.HostCallImport);

    public void ReadHostArguments(HostImport import, Span<GuestValue> arguments)
    {
        var types = import.Signature.ParameterTypes;
        var count = *(uint*)(start + MailboxLayout.HostCallArgumentCount);
        if (count != (uint)types.Length)
            throw new ProtocolViolationException($"The guest called the host function '{import.Name}' with {count} arguments; its signature has {types.Length}.");
        ReadSlots(MailboxLayout.HostCallSlots, types, arguments, import.Name, "argument");
    }

    /// <exception cref="ArgumentException">The results are not what the signature says, or their payloads do not fit the buffer.</exception>
    public void WriteHostResults(HostImport import, ReadOnlySpan<GuestValue> results)
    {
        WriteSlots(MailboxLayout.HostCallSlots, import.Signature.ResultTypes, results, import.Name, "result");
        *(uint*)(start + MailboxLayout.HostCallResultCount) = (uint)results.Length;
    }

    /// <summary>The region and the bytes by which the guest wants it to grow; neither is checked.</summary>
    public (uint Region, ulong Delta) ReadGrowth() => (*(uint*)(start + MailboxLayout.GrowRegion), *(ulong*)(start + MailboxLayout.GrowDelta));

    public void WriteGrowth(ulong? oldSize) => *(ulong*)(start + MailboxLayout.GrowResult) = oldSize ?? ulong.MaxValue;

    private void WriteSlots(int offset, ReadOnlySpan<GuestType> types, ReadOnlySpan<GuestValue> values, string function, string what)
    {
        var slots = (Slot*)(start + offset);
        var used = 0;
        for (var i = 0; i < types.Length; i++)
        {
            ref readonly var value = ref values[i];
            if (value.Type != types[i])
                throw new ArgumentException($"{char.ToUpperInvariant(what[0])}{what[1..]} {i} of '{function}' is {types[i]}; a value of type {value.Type} was given.");
            slots[i] = value.Payload is null
                ? new Slot { Bits = value.Bits, Type = (uint)types[i] }
                : WritePayload(value, ref used, function);
        }
    }

    private Slot WritePayload(in GuestValue value, ref int used, string function)
    {
        var text = value.Payload as string;
        var bytes = text is not null ? Encoding.UTF8.GetByteCount(text) : ((byte[])value.Payload!).Length;
        var offset = (used + PayloadAlignment - 1) & ~(PayloadAlignment - 1);
        if (bytes > bufferSize - offset)
            throw new ArgumentException($"The strings and byte vectors of '{function}' need at least {(long)offset + bytes} bytes; the mailbox buffer has {bufferSize} "
                + $"({nameof(SandboxOptions)}.{nameof(SandboxOptions.MailboxBufferSize)}).");
        var target = new Span<byte>(start + MailboxLayout.Buffer + offset, bytes);
        if (text is not null) Encoding.UTF8.GetBytes(text, target);
        else ((byte[])value.Payload!).CopyTo(target);
        used = offset + bytes;
        return new Slot { Bits = (ulong)offset, Length = (uint)bytes, Type = (uint)value.Type };
    }

    private void ReadSlots(int offset, ReadOnlySpan<GuestType> types, Span<GuestValue> values, string function, string what)
    {
        var slots = (Slot*)(start + offset);
        for (var i = 0; i < types.Length; i++)
        {
            var slot = slots[i];
            if (slot.Type != (uint)types[i])
                throw new ProtocolViolationException($"The guest wrote type {slot.Type} for {what} {i} of '{function}'; it is {types[i]} ({(int)types[i]}).");
            values[i] = types[i] switch
            {
                GuestType.String or GuestType.Bytes => ReadPayload(slot, types[i], i, function, what),
                GuestType.Boolean when slot.Bits > 1 =>
                    throw new ProtocolViolationException($"The guest wrote {slot.Bits} for {what} {i} of '{function}', a boolean; it is 0 or 1."),
                _ => GuestValue.FromBits(types[i], slot.Bits),
            };
        }
    }

    private GuestValue ReadPayload(in Slot slot, GuestType type, int index, string function, string what)
    {
        if (slot.Bits > (ulong)bufferSize || slot.Length > (ulong)bufferSize - slot.Bits)
            throw new ProtocolViolationException($"The guest put {what} {index} of '{function}' at [{slot.Bits}, +{slot.Length}) of a buffer of {bufferSize} bytes.");
        var payload = new ReadOnlySpan<byte>(start + MailboxLayout.Buffer + slot.Bits, (int)slot.Length);
        if (type == GuestType.Bytes) return payload.ToArray();
        try
        {
            // The vCPU is stopped, so the bytes cannot change between check and use.
            return s_strictUtf8.GetString(payload);
        }
        catch (DecoderFallbackException)
        {
            throw new ProtocolViolationException($"The guest's {what} {index} of '{function}' is not UTF-8.");
        }
    }
}
