using System.Buffers.Binary;
using Microlight.Abi;

namespace Microlight.Fuzz.Mailboxes;

/// <summary>
/// Writes what a hostile guest might: most messages are good ones with a few fields bent to the edges of what is checked, some are noise.
/// The same seed gives the same messages.
/// </summary>
internal sealed class MessageWriter(Random random)
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 127, 128, 129, 4095, 4096, 4097, 0x1fff, 0x2000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000,
        0x7e00_0020_0000, long.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    // Good and bad UTF-8: ends of ranges, overlong forms, surrogates, what is above the last code point, cut sequences.
    private static readonly byte[][] Texts =
    [
        "a"u8.ToArray(), "\0"u8.ToArray(), "é"u8.ToArray(), "€"u8.ToArray(), "😀"u8.ToArray(), [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xdf, 0xbf],
        [0xe0, 0x80, 0x80], [0xe0, 0xa0, 0x80], [0xed, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xef, 0xbf, 0xbf], [0xe2, 0x82], [0xf0, 0x80, 0x80, 0x80],
        [0xf0, 0x90, 0x80, 0x80], [0xf4, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xfe],
    ];

    /// <summary>Writes slots and their number for <paramref name="types"/>, then bends some of it, or nothing.</summary>
    public void Write(Span<byte> mailbox, int slots, int countAt, IReadOnlyList<GuestType> types)
    {
        if (random.Next(64) == 0)
        {
            random.NextBytes(mailbox[..(MailboxLayout.Buffer + 256)]);
            if (random.Next(2) == 0) U32(mailbox, countAt, (uint)types.Count);
            return;
        }
        var buffer = mailbox[MailboxLayout.Buffer..];
        U32(mailbox, countAt, (uint)types.Count);
        for (var i = 0; i < types.Count; i++)
        {
            ulong bits;
            uint length = 0;
            switch (types[i])
            {
                case GuestType.String or GuestType.Bytes:
                    // 24 bytes is the size of a struct that one of the host functions takes.
                    length = random.Next(4) == 0 ? 24 : (uint)random.Next(random.Next(32) == 0 ? buffer.Length : 24);
                    bits = (ulong)random.Next(buffer.Length - (int)length + 1);
                    if (types[i] == GuestType.String) Text(buffer.Slice((int)bits, (int)length));
                    break;
                case GuestType.Boolean: bits = (ulong)random.Next(2); break;
                default: bits = Number(buffer.Length); break;
            }
            Slot(mailbox, slots, i, bits, length, (uint)types[i]);
        }
        for (var bends = random.Next(3); bends > 0; bends--) Bend(mailbox, slots, countAt, types.Count);
    }

    public ulong Number(int bufferSize) => random.Next(4) switch
    {
        0 => (ulong)random.NextInt64(),
        1 => (ulong)(bufferSize + random.Next(-2, 3)),
        _ => Edges[random.Next(Edges.Length)],
    };

    private void Bend(Span<byte> mailbox, int slots, int countAt, int count)
    {
        var at = slots + (count == 0 ? 0 : random.Next(count)) * MailboxLayout.SlotSize;
        var bufferSize = mailbox.Length - MailboxLayout.Buffer;
        switch (random.Next(6))
        {
            case 0: U32(mailbox, countAt, random.Next(2) == 0 ? (uint)(count + random.Next(-1, 2)) : (uint)Number(bufferSize)); break;
            case 1: U32(mailbox, at + MailboxLayout.SlotType, random.Next(3) == 0 ? (uint)Number(bufferSize) : (uint)random.Next(17)); break;
            case 2: U32(mailbox, at + MailboxLayout.SlotLength, (uint)Number(bufferSize)); break;
            case 3: BinaryPrimitives.WriteUInt64LittleEndian(mailbox[at..], Number(bufferSize)); break;
            case 4:
                // A payload that ends where the buffer does, give or take one.
                var length = (uint)random.Next(32);
                BinaryPrimitives.WriteUInt64LittleEndian(mailbox[at..], (ulong)(bufferSize - (int)length + random.Next(-1, 2)));
                U32(mailbox, at + MailboxLayout.SlotLength, length);
                break;
            default:
                var bad = Texts[random.Next(Texts.Length)];
                bad.CopyTo(mailbox[(MailboxLayout.Buffer + random.Next(bufferSize - bad.Length + 1))..]);
                break;
        }
    }

    /// <summary>Fills with UTF-8: good, or in one of eight cases anything.</summary>
    private void Text(Span<byte> target)
    {
        target.Fill((byte)random.Next(0x80));
        if (target.Length == 0 || random.Next(2) == 0) return;
        var piece = Texts[random.Next(random.Next(8) == 0 ? Texts.Length : 5)];
        if (piece.Length <= target.Length) piece.CopyTo(target[random.Next(target.Length - piece.Length + 1)..]);
    }

    private static void Slot(Span<byte> mailbox, int slots, int index, ulong bits, uint length, uint type)
    {
        var at = slots + index * MailboxLayout.SlotSize;
        BinaryPrimitives.WriteUInt64LittleEndian(mailbox[at..], bits);
        U32(mailbox, at + MailboxLayout.SlotLength, length);
        U32(mailbox, at + MailboxLayout.SlotType, type);
    }

    public static void U32(Span<byte> mailbox, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(mailbox[at..], value);
}
