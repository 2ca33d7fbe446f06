using System.Buffers;

namespace Microlight.Tars;

/// <summary>Writes the parameters or results of a call in the form of a version.</summary>
public ref struct TarsBodyWriter
{
    private readonly TarsVersion _version;
    private readonly int _most;
    private TarsWriter _writer;

    /// <summary>Begins a body.</summary>
    /// <param name="version">Its form.</param>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="count">How many values follow.</param>
    public TarsBodyWriter(TarsVersion version, IBufferWriter<byte> output, int count)
        : this(version, output, count, int.MaxValue)
    {
    }

    /// <param name="most">Bytes that a value may have.</param>
    internal TarsBodyWriter(TarsVersion version, IBufferWriter<byte> output, int count, int most)
    {
        (_version, _most) = (version, most);
        _writer = new TarsWriter(output);
        if (version is TarsVersion.TupComplex or TarsVersion.TupSimple) _writer.BeginMap(0, count);
    }

    /// <summary>A body of versions 2 and 3 without values.</summary>
    internal static ReadOnlyMemory<byte> Empty { get; } = new byte[] { 0x08, 0x0c };

    /// <summary>Writes a parameter or result.</summary>
    /// <param name="tag">Its tag in version 1: parameters count from 1, the return value has 0.</param>
    /// <param name="name">Its name in versions 2 and 3; the return value's is empty.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="TarsEncodeException">The value cannot be written.</exception>
    public void Write<T, TCodec>(byte tag, string name, T value) where TCodec : struct, ITarsCodec<T>
    {
        if (_version is not (TarsVersion.TupComplex or TarsVersion.TupSimple))
        {
            TCodec.Write(ref _writer, tag, value);
            return;
        }
        // The length of the value comes before it.
        using var buffer = new PooledBuffer(_most);
        var inner = new TarsWriter(buffer);
        TCodec.Write(ref inner, 0, value);
        WriteAttribute(name, TCodec.TypeName, buffer);
    }

    /// <summary>Writes a parameter or result whose type is known at run time only.</summary>
    /// <param name="typeName">The type's name in packets of version 2, as <see cref="ITarsCodec{T}.TypeName"/>.</param>
    /// <param name="state">What <paramref name="write"/> is given.</param>
    /// <param name="write">Writes the value as a field.</param>
    /// <inheritdoc cref="Write{T, TCodec}"/>
    public void Write<TState>(byte tag, string name, string typeName, TState state, TarsFieldWriter<TState> write)
    {
        if (_version is not (TarsVersion.TupComplex or TarsVersion.TupSimple))
        {
            write(ref _writer, tag, state);
            return;
        }
        using var buffer = new PooledBuffer(_most);
        var inner = new TarsWriter(buffer);
        write(ref inner, 0, state);
        WriteAttribute(name, typeName, buffer);
    }

    private readonly void WriteAttribute(string name, string typeName, PooledBuffer value)
    {
        _writer.WriteString(0, name);
        if (_version == TarsVersion.TupComplex)
        {
            _writer.BeginMap(1, 1);
            _writer.WriteString(0, typeName);
        }
        _writer.WriteBytes(1, value.WrittenSpan);
    }
}
