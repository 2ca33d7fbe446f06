using Microlight.Wasm.Bindings;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>How long a guest is willing to wait for parts of a response; in nanoseconds, null for as long as it takes.</summary>
internal sealed class HostRequestOptions : RequestOptions
{
    private ulong? _connect, _firstByte, _betweenBytes;

    /// <summary>As a time that timers take, at most 24 days; infinite for none.</summary>
    public TimeSpan Connect => ToTime(_connect);
    public TimeSpan FirstByte => ToTime(_firstByte);
    public TimeSpan BetweenBytes => ToTime(_betweenBytes);

    public override ValueTask<ulong?> ConnectTimeoutAsync(CancellationToken cancellationToken = default) => new(_connect);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetConnectTimeoutAsync(ulong? duration, CancellationToken cancellationToken = default) => Set(ref _connect, duration);

    public override ValueTask<ulong?> FirstByteTimeoutAsync(CancellationToken cancellationToken = default) => new(_firstByte);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetFirstByteTimeoutAsync(ulong? duration, CancellationToken cancellationToken = default) => Set(ref _firstByte, duration);

    public override ValueTask<ulong?> BetweenBytesTimeoutAsync(CancellationToken cancellationToken = default) => new(_betweenBytes);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetBetweenBytesTimeoutAsync(ulong? duration, CancellationToken cancellationToken = default) => Set(ref _betweenBytes, duration);

    private static ValueTask<WitResult<WitUnit, WitUnit>> Set(ref ulong? field, ulong? value)
    {
        field = value;
        return new((WitResult<WitUnit, WitUnit>)Wit.Ok());
    }

    private static TimeSpan ToTime(ulong? nanoseconds) => nanoseconds is { } value
        ? TimeSpan.FromMilliseconds(Math.Min(value / 1_000_000 + 1, int.MaxValue))
        : Timeout.InfiniteTimeSpan;
}
