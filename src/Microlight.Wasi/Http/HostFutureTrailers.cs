using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Http;
using Wasi.Io;

namespace Microlight.Wasi.Http;

/// <summary>The trailers of a body that came from outside, once it has come whole.</summary>
internal sealed class HostFutureTrailers(Task<List<(string, ReadOnlyMemory<byte>)>?> trailers, HostMemoryLimit memory, Action over) : FutureTrailers
{
    private bool _isTaken, _isOver;

    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) => new(HostPollable.For(trailers));

    public override ValueTask<WitResult<WitResult<Fields?, ErrorCode>, WitUnit>?> GetAsync(CancellationToken cancellationToken = default)
    {
        if (!trailers.IsCompleted) return new((WitResult<WitResult<Fields?, ErrorCode>, WitUnit>?)null);
        if (_isTaken) return new((WitResult<WitResult<Fields?, ErrorCode>, WitUnit>?)Wit.Error());
        _isTaken = true;
        WitResult<Fields?, ErrorCode> result = !trailers.IsCompletedSuccessfully
            ? Wit.Error(trailers.Exception?.InnerException?.ToErrorCode() ?? ErrorCode.ConnectionTerminated.Instance)
            : Wit.Ok<Fields?>(trailers.Result is { } fields ? HostFields.Received(memory, fields) : null);
        return new((WitResult<WitResult<Fields?, ErrorCode>, WitUnit>?)(WitResult<WitResult<Fields?, ErrorCode>, WitUnit>)Wit.Ok(result));
    }

    public override void Dispose()
    {
        if (_isOver) return;
        _isOver = true;
        over();
    }
}
