using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Text;
using Microlight.Abi;

namespace Microlight.Fuzz.Mailboxes;

/// <summary>
/// What docs/abi.md says about a message, written down a second time: plain, slow, on a copy, with its own UTF-8 check. Null is a message
/// that breaks the page.
/// </summary>
internal static class ReferenceDecoder
{
    public static object[]? Decode(ReadOnlySpan<byte> mailbox, int slots, int countAt, IReadOnlyList<GuestType> types)
    {
        if (U32(mailbox, countAt) != types.Count) return null;
        var values = new object[types.Count];
        for (var i = 0; i < types.Count; i++)
        {
            var at = slots + i * MailboxLayout.SlotSize;
            var bits = BinaryPrimitives.ReadUInt64LittleEndian(mailbox[at..]);
            uint length = U32(mailbox, at + 8), type = U32(mailbox, at + 12);
            if (type != (uint)types[i]) return null;
            switch (types[i])
            {
                case GuestType.String or GuestType.Bytes:
                    var buffer = mailbox[MailboxLayout.Buffer..];
                    if ((UInt128)bits + length > (UInt128)buffer.Length) return null;
                    var payload = buffer.Slice((int)bits, (int)length);
                    if (types[i] == GuestType.String && !IsUtf8(payload)) return null;
                    values[i] = types[i] == GuestType.String ? Encoding.UTF8.GetString(payload) : payload.ToArray();
                    break;
                case GuestType.Vector128:
                    var upper = (slots == MailboxLayout.CallSlots ? MailboxLayout.CallUpperHalves : MailboxLayout.HostCallUpperHalves) + i * 8;
                    values[i] = (BinaryPrimitives.ReadUInt64LittleEndian(mailbox[upper..]), bits);
                    break;
                case GuestType.Boolean:
                    if (bits > 1) return null;
                    values[i] = bits;
                    break;
                default:
                    values[i] = bits & Mask(types[i]);
                    break;
            }
        }
        return values;
    }

    public static bool Same(ReadOnlySpan<GuestValue> values, object[] expected)
    {
        if (values.Length != expected.Length) return false;
        for (var i = 0; i < values.Length; i++)
        {
            var same = expected[i] switch
            {
                string text => values[i].Type == GuestType.String && values[i].AsString() == text,
                byte[] bytes => values[i].Type == GuestType.Bytes && values[i].AsBytes().AsSpan().SequenceEqual(bytes),
                (ulong upper, ulong lower) => values[i].Type == GuestType.Vector128 && values[i].AsVector128() == Vector128.Create(lower, upper).AsByte(),
                ulong bits => (values[i].Bits & Mask(values[i].Type)) == bits,
                _ => false,
            };
            if (!same) return false;
        }
        return true;
    }

    /// <summary>The bits of a slot that count.</summary>
    private static ulong Mask(GuestType type) => GuestLetter(type) switch
    {
        'c' or 'C' => 0xff,
        'h' or 'H' => 0xffff,
        'i' or 'u' or 'f' => 0xffff_ffff,
        _ => ulong.MaxValue,
    };

    private static char GuestLetter(GuestType type) => "?iuIUfdbsyrcChHv"[(int)type];

    /// <summary>RFC 3629, section 4: the grammar of UTF-8.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length;)
        {
            int first = text[i++], more;
            byte low = 0x80, high = 0xbf;
            switch (first)
            {
                case <= 0x7f: continue;
                case >= 0xc2 and <= 0xdf: more = 1; break;
                case >= 0xe0 and <= 0xef:
                    more = 2;
                    if (first == 0xe0) low = 0xa0;
                    if (first == 0xed) high = 0x9f;
                    break;
                case >= 0xf0 and <= 0xf4:
                    more = 3;
                    if (first == 0xf0) low = 0x90;
                    if (first == 0xf4) high = 0x8f;
                    break;
                default: return false;
            }
            for (; more > 0; more--, low = 0x80, high = 0xbf)
                if (i == text.Length || text[i] < low || text[i++] > high) return false;
        }
        return true;
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
