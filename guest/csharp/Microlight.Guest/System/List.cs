namespace System.Collections.Generic;

/// <summary>An array that grows.</summary>
public class List<T> : IEnumerable<T>
{
    private T[] _items;
    private int _count;

    public List() => _items = Array.Empty<T>();
    public List(int capacity) => _items = new T[capacity];

    public int Count => _count;

    public T this[int index]
    {
        get => AsSpan()[index];
        set => AsSpan()[index] = value;
    }

    /// <summary>The items, until the list grows.</summary>
    public Span<T> AsSpan() => new(_items, 0, _count);

    public void Add(T item)
    {
        if (_count == _items.Length) Array.Resize(ref _items, Math.Max(4, _count * 2));
        _items[_count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        foreach (ref readonly var item in items) Add(item);
    }

    public void Insert(int index, T item)
    {
        if ((uint)index > (uint)_count) throw new ArgumentOutOfRangeException("index");
        Add(item);
        var items = AsSpan();
        ((ReadOnlySpan<T>)items.Slice(index, _count - 1 - index)).CopyTo(items.Slice(index + 1));
        items[index] = item;
    }

    public void RemoveAt(int index)
    {
        if ((uint)index >= (uint)_count) throw new ArgumentOutOfRangeException("index");
        ((ReadOnlySpan<T>)AsSpan().Slice(index + 1)).CopyTo(AsSpan().Slice(index));
        _items[--_count] = default;
    }

    public void Clear()
    {
        AsSpan().Clear();
        _count = 0;
    }

    public T[] ToArray() => AsSpan().ToArray();
    public Enumerator GetEnumerator() => new(this);
    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new Enumerator(this);
    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    public struct Enumerator : IEnumerator<T>
    {
        private readonly List<T> _list;
        private int _index;

        internal Enumerator(List<T> list)
        {
            _list = list;
            _index = -1;
        }

        public readonly T Current => _list[_index];
        readonly object IEnumerator.Current => Current;
        public bool MoveNext() => ++_index < _list._count;
        public void Reset() => _index = -1;
        public readonly void Dispose() { }
    }
}
