using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Microlight.Tars;

/// <summary>Writes TARS fields: heads, numbers in their shortest form, text, bytes, and begin and end of what nests. Codecs build on it.</summary>
/// <param name="output">Where the bytes go.</param>
public ref struct TarsWriter(IBufferWriter<byte> output)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IBufferWriter<byte> _output = output;
    private int _depth;

    /// <summary>Writes a head: one byte, or two where the tag is 15 or more.</summary>
    public readonly void WriteHead(byte tag, TarsWireType type) => _output.Advance(Head(_output.GetSpan(2), tag, type));

    /// <summary>Writes an integer of any size in its shortest form.</summary>
    public readonly void WriteInteger(byte tag, long value)
    {
        var span = _output.GetSpan(10);
        if (value == 0) _output.Advance(Head(span, tag, TarsWireType.Zero));
        else if (value == (sbyte)value)
        {
            var head = Head(span, tag, TarsWireType.Int8);
            span[head] = (byte)value;
            _output.Advance(head + 1);
        }
        else if (value == (short)value)
        {
            var head = Head(span, tag, TarsWireType.Int16);
            BinaryPrimitives.WriteInt16BigEndian(span[head..], (short)value);
            _output.Advance(head + 2);
        }
        else if (value == (int)value)
        {
            var head = Head(span, tag, TarsWireType.Int32);
            BinaryPrimitives.WriteInt32BigEndian(span[head..], (int)value);
            _output.Advance(head + 4);
        }
        else
        {
            var head = Head(span, tag, TarsWireType.Int64);
            BinaryPrimitives.WriteInt64BigEndian(span[head..], value);
            _output.Advance(head + 8);
        }
    }

    /// <summary>Writes a float; both zeros as <see cref="TarsWireType.Zero"/>, as JavaScript does.</summary>
    public readonly void WriteFloat(byte tag, float value)
    {
        var span = _output.GetSpan(6);
        if (value == 0)
        {
            _output.Advance(Head(span, tag, TarsWireType.Zero));
            return;
        }
        var head = Head(span, tag, TarsWireType.Float);
        BinaryPrimitives.WriteSingleBigEndian(span[head..], value);
        _output.Advance(head + 4);
    }

    /// <summary>Writes a double; both zeros as <see cref="TarsWireType.Zero"/>, as JavaScript does.</summary>
    public readonly void WriteDouble(byte tag, double value)
    {
        var span = _output.GetSpan(10);
        if (value == 0)
        {
            _output.Advance(Head(span, tag, TarsWireType.Zero));
            return;
        }
        var head = Head(span, tag, TarsWireType.Double);
        BinaryPrimitives.WriteDoubleBigEndian(span[head..], value);
        _output.Advance(head + 8);
    }

    /// <summary>Writes text as UTF-8.</summary>
    /// <exception cref="TarsEncodeException">It is null, or has half of a surrogate pair in it.</exception>
    public readonly void WriteString(byte tag, string value)
    {
        if (value is null) throw new TarsEncodeException($"The string with tag {tag} is null; TARS has no null.");
        try
        {
            s_utf8.GetBytes(value, BeginString(tag, s_utf8.GetByteCount(value)));
        }
        catch (EncoderFallbackException exception)
        {
            throw new TarsEncodeException($"The string with tag {tag} is not Unicode.", exception);
        }
    }

    /// <summary>Writes text that is UTF-8 already, which it must be.</summary>
    public readonly void WriteUtf8(byte tag, ReadOnlySpan<byte> utf8) => utf8.CopyTo(BeginString(tag, utf8.Length));

    /// <summary>Writes bytes as a <see cref="TarsWireType.SimpleList"/>.</summary>
    public readonly void WriteBytes(byte tag, ReadOnlySpan<byte> value)
    {
        WriteHead(tag, TarsWireType.SimpleList);
        WriteHead(0, TarsWireType.Int8);
        WriteInteger(0, value.Length);
        _output.Write(value);
    }

    /// <summary>Begins a list; that many elements with tag 0 follow.</summary>
    public readonly void BeginList(byte tag, int count)
    {
        WriteHead(tag, TarsWireType.List);
        WriteInteger(0, count);
    }

    /// <summary>Begins a map; that many keys with tag 0, each with its value with tag 1, follow.</summary>
    public readonly void BeginMap(byte tag, int count)
    {
        WriteHead(tag, TarsWireType.Map);
        WriteInteger(0, count);
    }

    /// <summary>Writes a structure.</summary>
    /// <exception cref="TarsEncodeException">It is null, or is nested too deep, perhaps in itself.</exception>
    public void WriteStruct<T>(byte tag, T value) where T : ITarsStruct<T>
    {
        if (value is null) throw new TarsEncodeException($"The {T.TypeName} with tag {tag} is null; TARS has no null.");
        BeginStruct(tag, T.TypeName);
        value.WriteFields(ref this);
        EndStruct();
    }

    /// <summary>Begins a structure; its fields follow in the order of their tags, then <see cref="EndStruct"/>.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="TarsEncodeException">It is nested too deep.</exception>
    public void BeginStruct(byte tag, string name)
    {
        if (_depth >= TarsLimits.Default.MaxDepth) throw new TarsEncodeException($"A {name} is nested deeper than {TarsLimits.Default.MaxDepth} structures.");
        _depth++;
        WriteHead(tag, TarsWireType.StructBegin);
    }

    /// <summary>Ends the structure that was begun last.</summary>
    public void EndStruct()
    {
        WriteHead(0, TarsWireType.StructEnd);
        _depth--;
    }

    /// <summary>Head and length of a string, and the room for its bytes, which count as written.</summary>
    private readonly Span<byte> BeginString(byte tag, int length)
    {
        var span = _output.GetSpan(length + 6);
        var head = Head(span, tag, length > byte.MaxValue ? TarsWireType.String4 : TarsWireType.String1);
        if (length > byte.MaxValue)
        {
            BinaryPrimitives.WriteInt32BigEndian(span[head..], length);
            head += 4;
        }
        else span[head++] = (byte)length;
        _output.Advance(head + length);
        return span.Slice(head, length);
    }

    private static int Head(Span<byte> span, byte tag, TarsWireType type)
    {
        if (tag < 15)
        {
            span[0] = (byte)(tag << 4 | (byte)type);
            return 1;
        }
        span[0] = (byte)(0xf0 | (byte)type);
        span[1] = tag;
        return 2;
    }
}
