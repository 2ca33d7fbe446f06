namespace Microlight.Fuzz.Programs;

/// <summary>A random module that is valid by construction. Its exports <c>c0</c>, <c>c1</c> … take nothing and give i32 and i64 values.</summary>
/// <param name="Seed">Makes the same module again.</param>
/// <param name="Bytes">The binary format.</param>
/// <param name="Calls">How many exports there are; the last is a hash of all memories, globals and tables.</param>
internal sealed record GeneratedModule(int Seed, byte[] Bytes, int Calls);
