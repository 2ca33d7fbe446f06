using System.Buffers;

namespace Microlight.Tars;

/// <summary>Writes the parameters or results of a call in the form of a version.</summary>
public ref struct TarsBodyWriter
{
    private readonly TarsVersion _version;
    private readonly IBufferWriter<byte> _output;
    private TarsWriter _writer;

    /// <summary>Begins a body.</summary>
    /// <param name="version">Its form.</param>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="count">How many values follow.</param>
    public TarsBodyWriter(TarsVersion version, IBufferWriter<byte> output, int count)
    {
        (_version, _output) = (version, output);
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
        using var buffer = new PooledBuffer();
        var inner = new TarsWriter(buffer);
        TCodec.Write(ref inner, 0, value);
        _writer.WriteString(0, name);
        if (_version == TarsVersion.TupComplex)
        {
            _writer.BeginMap(1, 1);
            _writer.WriteString(0, TCodec.TypeName);
        }
        _writer.WriteBytes(1, buffer.WrittenSpan);
    }
}
