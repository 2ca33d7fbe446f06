using System.ComponentModel;

namespace Microlight.Wasm.Bindings;

/// <summary>What generated code reads maps into.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WitMaps
{
    /// <summary>
    /// A dictionary for keys that a guest chose. Numbers are their own hash codes, so that a guest could choose a million that all collide: here they are hashed
    /// with this process's random seed, as strings are where they collide.
    /// </summary>
    /// <param name="count">How many there will be at most.</param>
    public static Dictionary<TKey, TValue> Create<TKey, TValue>(int count) where TKey : notnull =>
        new(count, typeof(TKey) == typeof(string) ? null : new SeededComparer<TKey>());

    private sealed class SeededComparer<T> : IEqualityComparer<T>
    {
        public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

        /// <summary>Of 64 bits both halves: .NET's own hash code is one of 32, in which they collide before there is a seed.</summary>
        public int GetHashCode(T value) => value switch
        {
            ulong number => HashCode.Combine((uint)number, (uint)(number >> 32)),
            long number => HashCode.Combine((int)number, (int)(number >> 32)),
            _ => HashCode.Combine(value),
        };
    }
}
