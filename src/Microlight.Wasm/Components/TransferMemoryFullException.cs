namespace Microlight.Wasm.Components;

/// <summary>What the host passes in one call does not fit the component's transfer memory (docs/component-api.md). The guest is not at fault.</summary>
/// <param name="wanted">Bytes that were asked for.</param>
/// <param name="free">Bytes that were left.</param>
public sealed class TransferMemoryFullException(long wanted, long free)
    : SandboxException($"The values of the call do not fit the transfer memory: {wanted:#,0} bytes more are needed, {free:#,0} are left.")
{
    /// <summary>Bytes that were asked for.</summary>
    public long Wanted { get; } = wanted;
    /// <summary>Bytes that were left.</summary>
    public long Free { get; } = free;
}
