using System.Diagnostics.CodeAnalysis;

namespace Microlight.Tars;

/// <summary>Compares keys of maps that a peer sent. Numbers are their own hash codes, which a peer could choose to collide; here they are mixed with a secret of the process. Strings and structures do so themselves.</summary>
internal sealed class KeyComparer<T> : IEqualityComparer<T>
{
    /// <summary>Null where the default comparer will do.</summary>
    public static IEqualityComparer<T>? Instance { get; } = typeof(T).IsValueType ? new KeyComparer<T>() : null;

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode([DisallowNull] T value) => HashCode.Combine(value);
}
