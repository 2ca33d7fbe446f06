namespace Microlight.Tars;

/// <summary>What a peer may make this process read, hold and build; beyond it, decoding ends with a <see cref="TarsDecodeException"/>.</summary>
public sealed record TarsLimits
{
    /// <summary>The longest packet of the protocol: 100 MiB.</summary>
    public const int ProtocolMaxPacketLength = 100 << 20;

    private readonly int _maxPacketLength = 10 << 20, _maxDepth = 64, _maxItems = 1_000_000;

    /// <summary>The limits where none are given.</summary>
    public static TarsLimits Default { get; } = new();

    /// <summary>The longest packet in bytes, its length field included: 1,024 to <see cref="ProtocolMaxPacketLength"/>; 10 MiB by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside of that range.</exception>
    public int MaxPacketLength { get => _maxPacketLength; init => _maxPacketLength = InRange(value, 1_024, ProtocolMaxPacketLength); }

    /// <summary>How deep structures, lists and maps may nest: 4 to 1,000; 64 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside of that range.</exception>
    public int MaxDepth { get => _maxDepth; init => _maxDepth = InRange(value, 4, 1_000); }

    /// <summary>Elements of lists, pairs of maps and structures of one packet together: at least 1; 1,000,000 by default. Bytes of byte lists do not count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxItems { get => _maxItems; init => _maxItems = InRange(value, 1, int.MaxValue); }

    private static int InRange(int value, int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
