namespace Microlight.Tars;

/// <summary>Reads the parameters or results of a call from a body of a version.</summary>
public ref struct TarsBodyReader
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly TarsLimits _limits;
    private readonly Dictionary<string, Attribute>? _attributes;
    private TarsReader _reader;

    /// <summary>Begins to read a body.</summary>
    /// <param name="version">Its form.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="limits">Null for <see cref="TarsLimits.Default"/>.</param>
    /// <exception cref="TarsDecodeException">It is no map of values by name, as in versions 2 and 3.</exception>
    public TarsBodyReader(TarsVersion version, ReadOnlySpan<byte> body, TarsLimits? limits = null)
    {
        _body = body;
        _limits = limits ?? TarsLimits.Default;
        _reader = new TarsReader(body, _limits);
        if (version is TarsVersion.TupComplex or TarsVersion.TupSimple) _attributes = ReadAttributes(version);
    }

    /// <summary>Reads a parameter or result; in version 1 in the order of the tags.</summary>
    /// <param name="tag">Its tag in version 1.</param>
    /// <param name="name">Its name in versions 2 and 3.</param>
    /// <exception cref="TarsDecodeException">It is missing, or not what it should be.</exception>
    public T Read<T, TCodec>(byte tag, string name) where TCodec : struct, ITarsCodec<T>
    {
        if (_attributes is null) return _reader.Read<T, TCodec>(tag);
        var reader = Open(name, TCodec.TypeName);
        return reader.Read<T, TCodec>(0);
    }

    /// <summary>Reads a parameter or result whose type is known at run time only.</summary>
    /// <param name="typeName">The type's name in packets of version 2, as <see cref="ITarsCodec{T}.TypeName"/>.</param>
    /// <param name="state">What <paramref name="read"/> is given.</param>
    /// <param name="read">Reads the value.</param>
    /// <inheritdoc cref="Read{T, TCodec}"/>
    public void Read<TState>(byte tag, string name, string typeName, TState state, TarsFieldReader<TState> read)
    {
        if (_attributes is null)
        {
            read(ref _reader, _reader.Find(tag), state);
            return;
        }
        var reader = Open(name, typeName);
        read(ref reader, reader.Find(0), state);
    }

    /// <summary>The value of a name, in versions 2 and 3.</summary>
    private readonly TarsReader Open(string name, string typeName)
    {
        if (!_attributes!.TryGetValue(name, out var attribute)) throw new TarsDecodeException($"The required value '{name}' is missing.");
        // In version 2 the same value may be there under names of several types.
        if (attribute.Types is null || !attribute.Types.TryGetValue(typeName, out var range)) range = attribute.First;
        return new TarsReader(_body[range], _limits);
    }

    private Dictionary<string, Attribute> ReadAttributes(TarsVersion version)
    {
        if (!_reader.TryFind(0, out var type)) throw new TarsDecodeException("A body has no map of values.");
        var attributes = new Dictionary<string, Attribute>();
        for (var left = _reader.ReadCount(type, TarsWireType.Map); left > 0; left--)
        {
            var name = _reader.Read<string, StringCodec>(0);
            if (version == TarsVersion.TupSimple) attributes[name] = new Attribute(_reader.ReadBytesRange(1), null);
            else if (ReadTypes() is { } attribute) attributes[name] = attribute;
        }
        return attributes;
    }

    private Attribute? ReadTypes()
    {
        if (!_reader.TryFind(1, out var type)) throw new TarsDecodeException("A value has no map of types.");
        Attribute? attribute = null;
        for (var left = _reader.ReadCount(type, TarsWireType.Map); left > 0; left--)
        {
            var name = _reader.Read<string, StringCodec>(0);
            var range = _reader.ReadBytesRange(1);
            if (attribute is null) attribute = new Attribute(range, new Dictionary<string, Range> { [name] = range });
            else attribute.Types![name] = range;
        }
        return attribute;
    }

    private sealed record Attribute(Range First, Dictionary<string, Range>? Types);
}
