using System.Security.Cryptography;

namespace Microlight.Wasi.Random;

/// <summary>Ready-made sources of random numbers.</summary>
public static class RandomSources
{
    /// <summary>The operating system's cryptographic generator.</summary>
    public static RandomSource Cryptographic { get; } = RandomNumberGenerator.Fill;

    /// <summary>The same bytes in the same order for the same seed: for reproducible runs, never for secrets.</summary>
    public static RandomSource Deterministic(int seed) => new System.Random(seed).NextBytes;
}
