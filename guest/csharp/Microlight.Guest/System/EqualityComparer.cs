namespace System.Collections.Generic;

/// <summary>Equality as the type defines it: what the members of record structs are compared with.</summary>
// The C# compiler calls virtual methods of this class.
public class EqualityComparer<T>
{
    private EqualityComparer() { }

    public static EqualityComparer<T> Default { get; } = new();

    public virtual bool Equals(T x, T y) => x is null ? y is null : y is not null && x.Equals(y);
    public virtual int GetHashCode(T value) => value is null ? 0 : value.GetHashCode();
}
