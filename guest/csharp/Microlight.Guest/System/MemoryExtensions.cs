// Searching and comparing spans.
namespace System;

using System.Runtime.CompilerServices;
using Internal.Runtime;

public static unsafe class MemoryExtensions
{
    // What the C# compiler converts strings to spans with.
    public static ReadOnlySpan<char> AsSpan(this string text) => text is null ? default : new ReadOnlySpan<char>(ref text.Reference, text.Length);
    public static ReadOnlySpan<char> AsSpan(this string text, int start) => ((ReadOnlySpan<char>)text).Slice(start);
    public static ReadOnlySpan<char> AsSpan(this string text, int start, int length) => ((ReadOnlySpan<char>)text).Slice(start, length);
    public static Span<T> AsSpan<T>(this T[] array) => new(array);
    public static Span<T> AsSpan<T>(this T[] array, int start) => new Span<T>(array).Slice(start);
    public static Span<T> AsSpan<T>(this T[] array, int start, int length) => new(array, start, length);

    public static bool SequenceEqual<T>(this ReadOnlySpan<T> left, ReadOnlySpan<T> right) where T : IEquatable<T>
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
            if (!left[i].Equals(right[i])) return false;
        return true;
    }

    public static bool SequenceEqual<T>(this Span<T> left, ReadOnlySpan<T> right) where T : IEquatable<T> => ((ReadOnlySpan<T>)left).SequenceEqual(right);

    public static int SequenceCompareTo<T>(this ReadOnlySpan<T> left, ReadOnlySpan<T> right) where T : IComparable<T>
    {
        var common = Math.Min(left.Length, right.Length);
        for (var i = 0; i < common; i++)
        {
            var order = left[i].CompareTo(right[i]);
            if (order != 0) return order;
        }
        return left.Length - right.Length;
    }

    public static int IndexOf<T>(this ReadOnlySpan<T> span, T value) where T : IEquatable<T>
    {
        for (var i = 0; i < span.Length; i++)
            if (span[i].Equals(value)) return i;
        return -1;
    }

    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, T value) where T : IEquatable<T>
    {
        for (var i = span.Length - 1; i >= 0; i--)
            if (span[i].Equals(value)) return i;
        return -1;
    }

    public static int IndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value) where T : IEquatable<T>
    {
        for (var i = 0; i <= span.Length - value.Length; i++)
            if (span.Slice(i, value.Length).SequenceEqual(value)) return i;
        return -1;
    }

    public static int IndexOf<T>(this Span<T> span, T value) where T : IEquatable<T> => ((ReadOnlySpan<T>)span).IndexOf(value);
    public static bool Contains<T>(this ReadOnlySpan<T> span, T value) where T : IEquatable<T> => span.IndexOf(value) >= 0;
    public static bool StartsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> => span.Length >= value.Length && span.Slice(0, value.Length).SequenceEqual(value);
    public static bool EndsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> => span.Length >= value.Length && span.Slice(span.Length - value.Length).SequenceEqual(value);

    public static void Reverse<T>(this Span<T> span)
    {
        for (int low = 0, high = span.Length - 1; low < high; low++, high--) (span[low], span[high]) = (span[high], span[low]);
    }

    /// <summary>Sorts in place (heapsort: no recursion, no more than n log n; not stable).</summary>
    public static void Sort<T>(this Span<T> span) where T : IComparable<T>
    {
        for (var root = span.Length / 2 - 1; root >= 0; root--) Sift(span, root, span.Length);
        for (var end = span.Length - 1; end > 0; end--)
        {
            (span[0], span[end]) = (span[end], span[0]);
            Sift(span, 0, end);
        }
    }

    private static void Sift<T>(Span<T> span, int root, int end) where T : IComparable<T>
    {
        for (int child; (child = 2 * root + 1) < end; root = child)
        {
            if (child + 1 < end && span[child].CompareTo(span[child + 1]) < 0) child++;
            if (span[root].CompareTo(span[child]) >= 0) return;
            (span[root], span[child]) = (span[child], span[root]);
        }
    }

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> text) => text.TrimStart().TrimEnd();

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start])) start++;
        return text.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0 && char.IsWhiteSpace(text[end - 1])) end--;
        return text.Slice(0, end);
    }
}
