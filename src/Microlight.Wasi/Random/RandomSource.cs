namespace Microlight.Wasi.Random;

/// <summary>
/// Fills <paramref name="destination"/> with random bytes. The span is guest memory: write only. Called on the thread that runs the guest.
/// </summary>
public delegate void RandomSource(Span<byte> destination);
