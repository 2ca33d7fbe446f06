using System.Buffers.Binary;
using Wasi.Random;

namespace Microlight.Wasi.Random;

/// <summary>wasi:random: all three interfaces from the one source that the guest is given, so that a deterministic one makes all of it so.</summary>
internal sealed class RandomHost(RandomSource source) : IRandom, IInsecure, IInsecureSeed
{
    /// <summary>The most bytes of one call.</summary>
    private const ulong Most = 64 << 20;

    public ValueTask<ReadOnlyMemory<byte>> GetRandomBytesAsync(ulong len, CancellationToken cancellationToken = default)
    {
        if (len > Most) throw new ProtocolViolationException($"The guest asked for {len} random bytes at once; {Most} are the most.");
        var bytes = new byte[len];
        source(bytes);
        return new(bytes);
    }

    public ValueTask<ulong> GetRandomU64Async(CancellationToken cancellationToken = default) => new(Next());

    public ValueTask<ReadOnlyMemory<byte>> GetInsecureRandomBytesAsync(ulong len, CancellationToken cancellationToken = default) =>
        GetRandomBytesAsync(len, cancellationToken);

    public ValueTask<ulong> GetInsecureRandomU64Async(CancellationToken cancellationToken = default) => new(Next());

    public ValueTask<(ulong, ulong)> InsecureSeedAsync(CancellationToken cancellationToken = default) => new((Next(), Next()));

    private ulong Next()
    {
        Span<byte> bytes = stackalloc byte[8];
        source(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
