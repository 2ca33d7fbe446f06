using System.Buffers.Binary;

namespace Microlight.Tars;

// Finding a field among others, and skipping those that nobody asked for.
public ref partial struct TarsReader
{
    /// <summary>Goes to the field with a tag, which must be there, and reads its head.</summary>
    /// <exception cref="TarsDecodeException">It is not there, or a field on the way is truncated or has no known type.</exception>
    public TarsWireType Find(byte tag) => TryFind(tag, out var type) ? type : throw new TarsDecodeException($"The required field with tag {tag} is missing.");

    /// <summary>Goes to the field with a tag and reads its head; stays before a higher tag or the structure's end if there is none.</summary>
    /// <exception cref="TarsDecodeException">A field on the way is truncated or has no known type.</exception>
    public bool TryFind(byte tag, out TarsWireType type)
    {
        while (_position < _data.Length)
        {
            var length = PeekHead(out var found, out type);
            if (type == TarsWireType.StructEnd || found > tag) return false;
            _position += length;
            if (found == tag) return true;
            Skip(type);
        }
        type = default;
        return false;
    }

    /// <summary>Skips the value of a field whose head was read.</summary>
    /// <exception cref="TarsDecodeException">It is truncated, nested too deep or has no known type.</exception>
    public void Skip(TarsWireType type)
    {
        switch (type)
        {
            case TarsWireType.Zero: break;
            case TarsWireType.Int8: Take(1); break;
            case TarsWireType.Int16: Take(2); break;
            case TarsWireType.Int32 or TarsWireType.Float: Take(4); break;
            case TarsWireType.Int64 or TarsWireType.Double: Take(8); break;
            case TarsWireType.String1 or TarsWireType.String4: Take(StringLength(type)); break;
            case TarsWireType.SimpleList: Take(SimpleListLength()); break;
            case TarsWireType.List or TarsWireType.Map:
                Enter();
                // Nothing is built of what is skipped: its length alone bounds the work.
                for (var left = Count() * (type == TarsWireType.Map ? 2L : 1L); left > 0; left--) SkipField();
                Leave();
                break;
            case TarsWireType.StructBegin:
                Enter();
                SkipToStructEnd();
                Leave();
                break;
            default: throw new TarsDecodeException($"There is no wire type {(int)type}{(type == TarsWireType.StructEnd ? " here" : "")}.");
        }
    }

    /// <summary>Reads where bytes are that must be there as one piece.</summary>
    internal Range ReadBytesRange(byte tag)
    {
        var type = Find(tag);
        if (type != TarsWireType.SimpleList) throw Mismatch("bytes", type);
        var length = SimpleListLength();
        Take(length);
        return (_position - length).._position;
    }

    private void SkipToStructEnd()
    {
        while (true)
        {
            _position += PeekHead(out _, out var type);
            if (type == TarsWireType.StructEnd) return;
            Skip(type);
        }
    }

    private void SkipField()
    {
        _position += PeekHead(out _, out var type);
        Skip(type);
    }

    private readonly int PeekHead(out byte tag, out TarsWireType type)
    {
        if (_position >= _data.Length) throw Truncated();
        var head = _data[_position];
        type = (TarsWireType)(head & 0xf);
        tag = (byte)(head >> 4);
        if (tag < 15) return 1;
        if (_position + 1 >= _data.Length) throw Truncated();
        tag = _data[_position + 1];
        return 2;
    }

    private int StringLength(TarsWireType type) => type switch
    {
        TarsWireType.String1 => Take(1)[0],
        TarsWireType.String4 => Length(BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
        _ => throw Mismatch("a string", type),
    };

    private int SimpleListLength()
    {
        _position += PeekHead(out _, out var type);
        if (type != TarsWireType.Int8) throw Mismatch("the type of bytes", type);
        return Count();
    }

    private int Count()
    {
        if (!TryFind(0, out var type)) throw new TarsDecodeException("A list or map has no count.");
        var count = ReadInteger(type, 4);
        return count >= 0 ? (int)count : throw new TarsDecodeException($"A count is {count}.");
    }

    private readonly int Length(uint length) => length <= _data.Length - _position ? (int)length : throw Truncated();

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _data.Length - _position) throw Truncated();
        var taken = _data.Slice(_position, length);
        _position += length;
        return taken;
    }

    private static TarsDecodeException Truncated() => new("The bytes end within a value.");
}
