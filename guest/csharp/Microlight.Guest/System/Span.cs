namespace System;

using System.Runtime.CompilerServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

/// <summary>A window on memory that may be written: of an array, the stack, or the mailbox.</summary>
public readonly ref struct Span<T>
{
    private readonly ref T _reference;
    private readonly int _length;

    public Span(T[] array)
    {
        if (array is null) return;
        _reference = ref Unsafe.ArrayData(array);
        _length = array.Length;
    }

    public Span(T[] array, int start, int length)
    {
        if (array is null)
        {
            if (start != 0 || length != 0) throw new ArgumentOutOfRangeException("start");
            return;
        }
        if ((ulong)(uint)start + (uint)length > (uint)array.Length) throw new ArgumentOutOfRangeException("length");
        _reference = ref Unsafe.Add(ref Unsafe.ArrayData(array), start);
        _length = length;
    }

    public unsafe Span(void* pointer, int length)
    {
        if (length < 0) throw new ArgumentOutOfRangeException("length");
        _reference = ref *(T*)pointer;
        _length = length;
    }

    public Span(ref T reference)
    {
        _reference = ref reference;
        _length = 1;
    }

    internal Span(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public static Span<T> Empty => default;

    public int Length
    {
        [Intrinsic] get => _length;
    }

    public bool IsEmpty => _length == 0;
    internal ref T Reference => ref _reference;

    public ref T this[int index]
    {
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length) ThrowHelpers.ThrowIndexOutOfRangeException();
            return ref Unsafe.Add(ref _reference, index);
        }
    }

    public static implicit operator Span<T>(T[] array) => new(array);
    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    public static bool operator ==(Span<T> left, Span<T> right) => left._length == right._length && Unsafe.AreSame(ref left._reference, ref right._reference);
    public static bool operator !=(Span<T> left, Span<T> right) => !(left == right);

    public ref T GetPinnableReference() => ref _reference;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start)
    {
        if ((uint)start > (uint)_length) throw new ArgumentOutOfRangeException("start");
        return new Span<T>(ref Unsafe.Add(ref _reference, start), _length - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length) throw new ArgumentOutOfRangeException("length");
        return new Span<T>(ref Unsafe.Add(ref _reference, start), length);
    }

    public void Clear() => Fill(default);

    public void Fill(T value)
    {
        for (var i = 0; i < _length; i++) Unsafe.Add(ref _reference, i) = value;
    }

    public void CopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).CopyTo(destination);
    public T[] ToArray() => ((ReadOnlySpan<T>)this).ToArray();
    public override string ToString() => ((ReadOnlySpan<T>)this).ToString();
    public Enumerator GetEnumerator() => new(this);

    public ref struct Enumerator
    {
        private readonly Span<T> _span;
        private int _index;

        internal Enumerator(Span<T> span)
        {
            _span = span;
            _index = -1;
        }

        public ref T Current => ref _span[_index];
        public bool MoveNext() => ++_index < _span.Length;
    }
}
