namespace System;

using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Internal.Runtime;

public abstract unsafe class Array : IEnumerable
{
    internal uint NumberOfElements;
    private uint _padding;

    public int Length
    {
        [Intrinsic] get => (int)NumberOfElements;
    }

    IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException("Arrays are enumerated through IEnumerable<T> only.");

    public static T[] Empty<T>() => EmptyArray<T>.Value;

    private static class EmptyArray<T>
    {
        public static readonly T[] Value = new T[0];
    }

    public static int IndexOf<T>(T[] array, T value) where T : IEquatable<T> => new ReadOnlySpan<T>(array).IndexOf(value);
    public static void Reverse<T>(T[] array) => new Span<T>(array).Reverse();
    public static void Sort<T>(T[] array) where T : IComparable<T> => new Span<T>(array).Sort();
    public static void Fill<T>(T[] array, T value) => new Span<T>(array).Fill(value);
    public static void Clear<T>(T[] array) => new Span<T>(array).Fill(default);
    public static void Copy<T>(T[] source, T[] destination, int length) => new ReadOnlySpan<T>(source, 0, length).CopyTo(destination);

    public static void Copy<T>(T[] source, int sourceIndex, T[] destination, int destinationIndex, int length) =>
        new ReadOnlySpan<T>(source, sourceIndex, length).CopyTo(new Span<T>(destination, destinationIndex, length));

    public static void Resize<T>(ref T[] array, int newSize)
    {
        var resized = new T[newSize];
        if (array is not null) new ReadOnlySpan<T>(array, 0, Math.Min(array.Length, newSize)).CopyTo(resized);
        array = resized;
    }
}

/// <summary>What ilc takes the methods and interfaces of T[] from.</summary>
public class Array<T> : Array, IEnumerable<T>
{
    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new ArrayEnumerator<T>(Unsafe.As<T[]>(this));
}

internal sealed class ArrayEnumerator<T>(T[] array) : IEnumerator<T>
{
    private int _index = -1;

    public T Current => array[_index];
    object IEnumerator.Current => Current;
    public bool MoveNext() => ++_index < array.Length;
    public void Reset() => _index = -1;
    public void Dispose() { }
}
