using System.Diagnostics.CodeAnalysis;

namespace Microlight.Wasi.Preview1;

/// <summary>A guest's open descriptors by number; a new one gets the lowest free number, as in POSIX.</summary>
internal sealed class DescriptorTable(int capacity)
{
    private readonly List<Descriptor?> _entries = [];

    /// <summary>No number below this is free.</summary>
    private int _lowestFree;

    /// <summary>Adds a descriptor. Where the table is full it is disposed of and false returned.</summary>
    public bool TryAdd(Descriptor descriptor, out uint number)
    {
        while (_lowestFree < _entries.Count && _entries[_lowestFree] is not null) _lowestFree++;
        number = (uint)_lowestFree;
        if (_lowestFree >= capacity)
        {
            descriptor.Dispose();
            return false;
        }
        if (_lowestFree == _entries.Count) _entries.Add(descriptor);
        else _entries[_lowestFree] = descriptor;
        _lowestFree++;
        return true;
    }

    public bool TryGet(uint number, [NotNullWhen(true)] out Descriptor? descriptor)
    {
        descriptor = number < (uint)_entries.Count ? _entries[(int)number] : null;
        return descriptor is not null;
    }

    /// <summary>Closes a descriptor; false if there is none of that number.</summary>
    public bool Close(uint number)
    {
        if (!TryGet(number, out var descriptor)) return false;
        _entries[(int)number] = null;
        _lowestFree = Math.Min(_lowestFree, (int)number);
        descriptor.Dispose();
        return true;
    }

    /// <summary>Closes <paramref name="to"/> and moves <paramref name="from"/> there; false unless both are open.</summary>
    public bool Renumber(uint from, uint to)
    {
        if (!TryGet(from, out var descriptor) || !TryGet(to, out var replaced)) return false;
        if (from == to) return true;
        _entries[(int)from] = null;
        _entries[(int)to] = descriptor;
        _lowestFree = Math.Min(_lowestFree, (int)from);
        replaced.Dispose();
        return true;
    }

    public void Clear()
    {
        foreach (var descriptor in _entries) descriptor?.Dispose();
        _entries.Clear();
        _lowestFree = 0;
    }
}
