namespace Microlight.Wasi.Preview1;

/// <summary>What a function of WASI 0.1 works with besides its arguments: the caller's memory, and when to give up.</summary>
internal readonly ref struct Preview1Call(GuestMemory memory, CancellationToken cancellationToken)
{
    public GuestMemory Memory { get; } = memory;
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
