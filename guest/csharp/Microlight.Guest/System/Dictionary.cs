namespace System.Collections.Generic;

/// <summary>A hash table with chains in arrays. Not for keys that hostile input chooses: hashes are not seeded.</summary>
public class Dictionary<TKey, TValue> where TKey : IEquatable<TKey>
{
    private const int Free = -1;

    private struct Entry
    {
        public TKey Key;
        public TValue Value;
        public int Hash;
        /// <summary>Index of the next entry of the bucket, or Free − 1 − index of the next free entry.</summary>
        public int Next;
    }

    /// <summary>Index + 1 of each bucket's first entry; a power of two of them.</summary>
    private int[] _buckets = new int[8];
    private Entry[] _entries = new Entry[8];
    private int _used, _count, _freeList = Free;

    public int Count => _count;

    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException("The given key was not present in the dictionary.");
        set => Set(key, value, replace: true);
    }

    public void Add(TKey key, TValue value)
    {
        if (!Set(key, value, replace: false)) throw new ArgumentException("An item with the same key has already been added.");
    }

    public bool TryAdd(TKey key, TValue value) => Set(key, value, replace: false);
    public bool ContainsKey(TKey key) => Find(key) >= 0;

    public bool TryGetValue(TKey key, out TValue value)
    {
        var index = Find(key);
        value = index < 0 ? default : _entries[index].Value;
        return index >= 0;
    }

    public bool Remove(TKey key)
    {
        var hash = Hash(key);
        ref var link = ref _buckets[hash & (_buckets.Length - 1)];
        while (link != 0)
        {
            var index = link - 1;
            ref var entry = ref _entries[index];
            if (entry.Hash == hash && entry.Key.Equals(key))
            {
                link = entry.Next;
                entry = default;
                entry.Next = Free - 1 - _freeList;
                _freeList = index;
                _count--;
                return true;
            }
            link = ref entry.Next;
        }
        return false;
    }

    public void Clear()
    {
        new Span<int>(_buckets).Clear();
        new Span<Entry>(_entries).Clear();
        (_used, _count, _freeList) = (0, 0, Free);
    }

    public Enumerator GetEnumerator() => new(this);

    private int Find(TKey key)
    {
        var hash = Hash(key);
        for (var link = _buckets[hash & (_buckets.Length - 1)]; link != 0;)
        {
            ref var entry = ref _entries[link - 1];
            if (entry.Hash == hash && entry.Key.Equals(key)) return link - 1;
            link = entry.Next;
        }
        return -1;
    }

    private bool Set(TKey key, TValue value, bool replace)
    {
        var index = Find(key);
        if (index >= 0)
        {
            if (replace) _entries[index].Value = value;
            return replace;
        }
        if (_freeList != Free)
        {
            index = _freeList;
            _freeList = Free - 1 - _entries[index].Next;
        }
        else
        {
            if (_used == _entries.Length) Grow();
            index = _used++;
        }
        var hash = Hash(key);
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[index] = new Entry { Key = key, Value = value, Hash = hash, Next = bucket };
        bucket = index + 1;
        _count++;
        return true;
    }

    private void Grow()
    {
        var size = checked(_entries.Length * 2);
        Array.Resize(ref _entries, size);
        _buckets = new int[size];
        for (var i = 0; i < _used; i++)
        {
            ref var bucket = ref _buckets[_entries[i].Hash & (size - 1)];
            _entries[i].Next = bucket;
            bucket = i + 1;
        }
    }

    /// <summary>Spread, since only the low bits choose the bucket.</summary>
    private static int Hash(TKey key)
    {
        if (key is null) throw new ArgumentNullException("key");
        var hash = (uint)key.GetHashCode() * 0x9e37_79b1;
        return (int)(hash ^ hash >> 16);
    }

    public struct Enumerator
    {
        private readonly Dictionary<TKey, TValue> _dictionary;
        private int _index;

        internal Enumerator(Dictionary<TKey, TValue> dictionary)
        {
            _dictionary = dictionary;
            _index = -1;
        }

        public readonly KeyValuePair<TKey, TValue> Current => new(_dictionary._entries[_index].Key, _dictionary._entries[_index].Value);

        public bool MoveNext()
        {
            while (++_index < _dictionary._used)
                if (_dictionary._entries[_index].Next >= 0) return true;
            return false;
        }
    }
}

public readonly struct KeyValuePair<TKey, TValue>(TKey key, TValue value)
{
    public TKey Key { get; } = key;
    public TValue Value { get; } = value;

    public void Deconstruct(out TKey key, out TValue value)
    {
        key = Key;
        value = Value;
    }
}
