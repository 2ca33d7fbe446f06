namespace System;

using System.Runtime.CompilerServices;

public struct Nullable<T> where T : struct
{
    // Named as ilc looks for them.
    private readonly bool hasValue;
    internal T value;

    public Nullable(T value)
    {
        this.value = value;
        hasValue = true;
    }

    public readonly bool HasValue
    {
        [Intrinsic] get => hasValue;
    }

    public readonly T Value => hasValue ? value : throw new InvalidOperationException("Nullable object must have a value.");
    public readonly T GetValueOrDefault() => value;
    public readonly T GetValueOrDefault(T defaultValue) => hasValue ? value : defaultValue;
    public override bool Equals(object other) => hasValue ? other is not null && value.Equals(other) : other is null;
    public override int GetHashCode() => hasValue ? value.GetHashCode() : 0;
    public override string ToString() => hasValue ? value.ToString() : "";

    public static implicit operator T?(T value) => new T?(value);
    public static explicit operator T(T? value) => value.Value;
}
