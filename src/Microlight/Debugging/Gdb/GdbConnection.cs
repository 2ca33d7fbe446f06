using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microlight.Debugging.Gdb;

/// <summary>
/// Packets of GDB's Remote Serial Protocol over a stream ("Overview" and "Packet Acknowledgment" in the GDB manual, appendix E):
/// <c>$data#checksum</c>, each answered by + or - until both sides agree to do without. Text is Latin-1, one character per byte, so that
/// binary data passes. The client may be anybody: lengths are limited and what is malformed is asked for again.
/// </summary>
internal sealed class GdbConnection(Stream stream)
{
    /// <summary>Most characters of a packet, told to the client.</summary>
    public const int MaximumPacket = 0x4000;
    public const char Interrupt = '\x03';

    private readonly byte[] _input = new byte[4096];
    private readonly Lock _writeGate = new();
    private int _position, _length;
    private byte[] _lastSent = [];

    /// <summary>Whether packets are acknowledged.</summary>
    public bool HasAcknowledgments { get; set; } = true;

    /// <summary>The next packet's data, or <see cref="Interrupt"/> alone; null at the end of the stream.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public string? Read()
    {
        while (true)
        {
            switch (ReadByte())
            {
                case -1:
                    return null;
                case Interrupt:
                    return Interrupt.ToString();
                case '-' when HasAcknowledgments:
                    lock (_writeGate) stream.Write(_lastSent);
                    break;
                case '$':
                    if (!TryReadPacket(out var packet, out var ended))
                    {
                        if (ended) return null;
                        if (HasAcknowledgments) Acknowledge('-');
                        break;
                    }
                    if (HasAcknowledgments) Acknowledge('+');
                    return packet;
                // '+', and whatever stands between packets.
            }
        }
    }

    /// <summary>Sends a packet; characters are bytes, and those with a meaning of their own are escaped.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public void Send(string data)
    {
        var bytes = new ArrayBufferWriter<byte>(data.Length + 4);
        Append(bytes, '$');
        var sum = 0;
        foreach (var letter in data)
        {
            if (letter is '#' or '$' or '}' or '*')
            {
                Append(bytes, '}');
                sum += '}';
                Append(bytes, (char)(letter ^ 0x20));
                sum += letter ^ 0x20;
                continue;
            }
            Append(bytes, letter);
            sum += letter;
        }
        foreach (var letter in $"#{(byte)sum:x2}") Append(bytes, letter);
        lock (_writeGate)
        {
            _lastSent = bytes.WrittenSpan.ToArray();
            stream.Write(_lastSent);
        }
    }

    /// <summary>Undoes the escapes of binary data in a packet that was read.</summary>
    public static string Unescape(string data)
    {
        if (!data.Contains('}', StringComparison.Ordinal)) return data;
        var text = new StringBuilder(data.Length);
        for (var i = 0; i < data.Length; i++) text.Append(data[i] == '}' && i + 1 < data.Length ? (char)(data[++i] ^ 0x20) : data[i]);
        return text.ToString();
    }

    private bool TryReadPacket(out string packet, out bool ended)
    {
        var text = new StringBuilder();
        var sum = 0;
        packet = "";
        ended = false;
        var tooLong = false;
        int letter;
        while ((letter = ReadByte()) != '#')
        {
            if (letter < 0)
            {
                ended = true;
                return false;
            }
            sum += letter;
            if (text.Length < MaximumPacket) text.Append((char)letter);
            else tooLong = true;
        }
        Span<char> digits = [(char)Math.Max(ReadByte(), 0), (char)Math.Max(ReadByte(), 0)];
        if (tooLong || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var expected) || expected != (byte)sum) return false;
        packet = text.ToString();
        return true;
    }

    private void Acknowledge(char letter)
    {
        lock (_writeGate) stream.WriteByte((byte)letter);
    }

    private int ReadByte()
    {
        if (_position == _length)
        {
            _position = 0;
            _length = stream.Read(_input);
            if (_length == 0) return -1;
        }
        return _input[_position++];
    }

    private static void Append(ArrayBufferWriter<byte> bytes, char letter)
    {
        bytes.GetSpan(1)[0] = (byte)letter;
        bytes.Advance(1);
    }
}
