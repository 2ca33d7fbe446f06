using Microlight.Wasm.Bindings;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>Where the guest puts its response.</summary>
internal sealed class HostResponseOutparam : ResponseOutparam
{
    private readonly TaskCompletionSource<WitResult<OutgoingResponse, ErrorCode>?> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the guest put there; null if it dropped it, or ended, without a response.</summary>
    public Task<WitResult<OutgoingResponse, ErrorCode>?> Response => _response.Task;

    public void Set(WitResult<OutgoingResponse, ErrorCode> response) => _response.TrySetResult(response);

    public override void Dispose() => _response.TrySetResult(null);
}
