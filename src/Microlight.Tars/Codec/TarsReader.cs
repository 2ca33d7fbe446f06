using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Microlight.Tars;

/// <summary>
/// Reads TARS fields from bytes of a peer, which are hostile: every length and count is checked against what is there and against
/// <see cref="TarsLimits"/> before anything is made of it. Fields come in the order of their tags; unknown ones are skipped.
/// </summary>
public ref partial struct TarsReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly TarsLimits _limits;
    private int _position, _depth, _items;

    /// <summary>Reads a body: fields without begin and end of a structure.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="limits">Null for <see cref="TarsLimits.Default"/>.</param>
    public TarsReader(ReadOnlySpan<byte> data, TarsLimits? limits = null)
    {
        _data = data;
        _limits = limits ?? TarsLimits.Default;
        _items = _limits.MaxItems;
    }

    /// <summary>How many bytes were read.</summary>
    public readonly int Position => _position;

    /// <summary>Reads a field that must be there.</summary>
    /// <exception cref="TarsDecodeException">It is not, or its value is not what it should be.</exception>
    public T Read<T, TCodec>(byte tag) where TCodec : struct, ITarsCodec<T> => TCodec.ReadValue(ref this, Find(tag));

    /// <summary>Reads a field that may be absent.</summary>
    /// <exception cref="TarsDecodeException">Its value is not what it should be.</exception>
    public bool TryRead<T, TCodec>(byte tag, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) where TCodec : struct, ITarsCodec<T>
    {
        var found = TryFind(tag, out var type);
        value = found ? TCodec.ReadValue(ref this, type) : default;
        return found;
    }

    /// <summary>Reads an integer of at most that many bytes, in any shorter form, too.</summary>
    public long ReadInteger(TarsWireType type, int size)
    {
        switch (type)
        {
            case TarsWireType.Zero: return 0;
            case TarsWireType.Int8: return (sbyte)Take(1)[0];
            case TarsWireType.Int16 when size >= 2: return BinaryPrimitives.ReadInt16BigEndian(Take(2));
            case TarsWireType.Int32 when size >= 4: return BinaryPrimitives.ReadInt32BigEndian(Take(4));
            case TarsWireType.Int64 when size >= 8: return BinaryPrimitives.ReadInt64BigEndian(Take(8));
            default: throw Mismatch($"an integer of {size * 8} bits", type);
        }
    }

    /// <summary>Reads an unsigned integer, which is written as a signed one of the next size.</summary>
    public uint ReadUnsigned(TarsWireType type, int size, uint most)
    {
        var value = ReadInteger(type, size);
        return value >= 0 && value <= most ? (uint)value : throw new TarsDecodeException($"{value} is not between 0 and {most}.");
    }

    /// <summary>Reads a float.</summary>
    public float ReadFloat(TarsWireType type) => type switch
    {
        TarsWireType.Zero => 0,
        TarsWireType.Float => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        _ => throw Mismatch("a float", type),
    };

    /// <summary>Reads a double; a float will do.</summary>
    public double ReadDouble(TarsWireType type) => type switch
    {
        TarsWireType.Zero => 0,
        TarsWireType.Float => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        TarsWireType.Double => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        _ => throw Mismatch("a double", type),
    };

    /// <summary>Reads text.</summary>
    public string ReadString(TarsWireType type) => Encoding.UTF8.GetString(ReadUtf8(type));

    /// <summary>Reads text where it lies, as UTF-8.</summary>
    public ReadOnlySpan<byte> ReadUtf8(TarsWireType type)
    {
        var bytes = Take(StringLength(type));
        return Utf8.IsValid(bytes) ? bytes : throw new TarsDecodeException("A string is not UTF-8.");
    }

    /// <summary>Reads a list of bytes; from a <see cref="TarsWireType.SimpleList"/> without a copy, from a <see cref="TarsWireType.List"/> of integers with one.</summary>
    public ReadOnlySpan<byte> ReadBytes(TarsWireType type)
    {
        if (type == TarsWireType.SimpleList) return Take(SimpleListLength());
        var bytes = new byte[ReadCount(type, TarsWireType.List)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(TryFind(0, out var element) ? ReadInteger(element, 1) : throw new TarsDecodeException("A list ends before its last byte."));
        return bytes;
    }

    /// <summary>Reads the count of a list's elements or a map's pairs, no more than can follow.</summary>
    public int ReadCount(TarsWireType type, TarsWireType expected)
    {
        if (type != expected) throw Mismatch(expected == TarsWireType.Map ? "a map" : "a list", type);
        var count = Count();
        // Each element takes a byte or more, each pair two.
        var most = (_data.Length - _position) / (expected == TarsWireType.Map ? 2 : 1);
        if (count > most) throw new TarsDecodeException($"A count is {count} where no more than {most} can follow.");
        Charge(count);
        return count;
    }

    /// <summary>Counts a level of nesting; <see cref="Leave"/> ends it.</summary>
    public void Enter()
    {
        if (++_depth > _limits.MaxDepth) throw new TarsDecodeException($"Values are nested deeper than {_limits.MaxDepth} levels.");
    }

    /// <summary>Ends a level of nesting.</summary>
    public void Leave() => _depth--;

    /// <summary>Reads a structure.</summary>
    public T ReadStruct<T>(TarsWireType type) where T : ITarsStruct<T>
    {
        BeginStruct(type, T.TypeName);
        var value = T.ReadFields(ref this);
        EndStruct();
        return value;
    }

    /// <summary>Begins to read a structure; its fields follow, then <see cref="EndStruct"/>.</summary>
    /// <param name="type">What its field's head says.</param>
    /// <param name="name">What it is called in messages.</param>
    public void BeginStruct(TarsWireType type, string name)
    {
        if (type != TarsWireType.StructBegin) throw Mismatch($"a {name}", type);
        Charge(1);
        Enter();
    }

    /// <summary>Skips what is left of a structure, and its end.</summary>
    public void EndStruct()
    {
        SkipToStructEnd();
        Leave();
    }

    private void Charge(int items)
    {
        if (items > _items) throw new TarsDecodeException($"A packet has more than {_limits.MaxItems} elements.");
        _items -= items;
    }

    private static TarsDecodeException Mismatch(string expected, TarsWireType type) => new($"{char.ToUpperInvariant(expected[0])}{expected[1..]} was expected, not wire type {(int)type}.");
}
