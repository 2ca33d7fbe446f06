namespace Microlight.Wasm.Components;

/// <summary>What one crossing between host and component may make of the host: immutable, changed with <c>with</c>.</summary>
/// <remarks>
/// Lists of a guest may lie over each other, so that a few bytes in its memory stand for any number in the host's: what counts is what is
/// read. Each call of an export, and each call of a host function, has the whole budget.
/// </remarks>
public sealed record TransferLimits
{
    /// <summary>Most bytes of strings and lists that are read: two for a character, the size in memory for an element. 64 MiB unless set.</summary>
    public long Bytes
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of bytes is not negative.");
    } = 64L << 20;

    /// <summary>Most elements of lists that are not bytes or numbers, which become objects of the host. 1,000,000 unless set.</summary>
    public int Elements
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of elements is not negative.");
    } = 1_000_000;
}
