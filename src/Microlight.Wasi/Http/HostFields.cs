using Microlight.Wasm.Bindings;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>
/// Header fields or trailers, their names in lower case, as HTTP/2 has them and guests expect. What came from outside, and what a request or response has
/// taken, cannot be changed; handles on the same fields share one list.
/// </summary>
internal sealed class HostFields : Fields
{
    /// <summary>What a field costs beside its bytes, and fields beside those.</summary>
    private const int EntryOverhead = 80, ObjectOverhead = 160;
    private readonly HostMemoryLimit _limit;
    private readonly bool _isImmutable;
    private readonly List<(string Name, ReadOnlyMemory<byte> Value)> _entries;
    private long _charged;

    /// <summary>Empty fields that can be changed.</summary>
    public HostFields(HostMemoryLimit limit)
        : this(limit, [], isImmutable: false, 0)
    {
    }

    private HostFields(HostMemoryLimit limit, List<(string, ReadOnlyMemory<byte>)> entries, bool isImmutable, long size)
    {
        (_limit, _entries, _isImmutable) = (limit, entries, isImmutable);
        Charge(ObjectOverhead + size);
    }

    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Value)> Entries => _entries;

    /// <summary>Fields that came from outside.</summary>
    public static HostFields Received(HostMemoryLimit limit, IEnumerable<(string Name, ReadOnlyMemory<byte> Value)> entries)
    {
        List<(string Name, ReadOnlyMemory<byte> Value)> own = [.. entries.Select(entry => (entry.Name.ToLowerInvariant(), entry.Value))];
        return new HostFields(limit, own, isImmutable: true, own.Sum(entry => Size(entry.Name, entry.Value)));
    }

    /// <summary>The same fields, for looking only.</summary>
    public HostFields View() => new(_limit, _entries, isImmutable: true, 0);

    /// <summary>Null if the entries are fine.</summary>
    public HeaderError? TryAddAll(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Value)> entries)
    {
        foreach (var (name, value) in entries)
            if (TryAdd(name, value) is { } error)
                return error;
        return null;
    }

    /// <summary>The only value of a field, or null if there is none or more than one.</summary>
    public ReadOnlyMemory<byte>? Single(string name)
    {
        var found = _entries.Where(entry => Is(entry.Name, name)).Take(2).ToArray();
        return found.Length == 1 ? found[0].Value : null;
    }

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAsync(string name, CancellationToken cancellationToken = default) =>
        new([.. _entries.Where(entry => Is(entry.Name, name)).Select(entry => entry.Value)]);

    public override ValueTask<bool> HasAsync(string name, CancellationToken cancellationToken = default) => new(_entries.Exists(entry => Is(entry.Name, name)));

    public override ValueTask<WitResult<WitUnit, HeaderError>> SetAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> value, CancellationToken cancellationToken = default)
    {
        if (Check(name) is { } error) return Failed(error);
        foreach (var item in value)
            if (!FieldSyntax.IsValue(item.Span))
                return Failed(HeaderError.InvalidSyntax.Instance);
        Remove(name);
        foreach (var item in value) Add(name, item);
        return Succeeded;
    }

    public override ValueTask<WitResult<WitUnit, HeaderError>> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Check(name) is { } error) return Failed(error);
        Remove(name);
        return Succeeded;
    }

    public override ValueTask<WitResult<WitUnit, HeaderError>> AppendAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default) =>
        TryAdd(name, value) is { } error ? Failed(error) : Succeeded;

    public override ValueTask<IReadOnlyList<(string, ReadOnlyMemory<byte>)>> EntriesAsync(CancellationToken cancellationToken = default) => new([.. _entries]);

    public override ValueTask<Fields> Clone_Async(CancellationToken cancellationToken = default) =>
        new(new HostFields(_limit, [.. _entries], isImmutable: false, _entries.Sum(entry => Size(entry.Name, entry.Value))));

    /// <summary>The fields themselves live on where a request or response has them.</summary>
    public override void Dispose() => _limit.Return(Interlocked.Exchange(ref _charged, 0));

    private static ValueTask<WitResult<WitUnit, HeaderError>> Succeeded => new((WitResult<WitUnit, HeaderError>)Wit.Ok());

    private static ValueTask<WitResult<WitUnit, HeaderError>> Failed(HeaderError error) => new((WitResult<WitUnit, HeaderError>)Wit.Error(error));

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static long Size(string name, ReadOnlyMemory<byte> value) => EntryOverhead + 2L * name.Length + value.Length;

    private HeaderError? Check(string name)
    {
        if (_isImmutable) return HeaderError.Immutable.Instance;
        if (!FieldSyntax.IsName(name)) return HeaderError.InvalidSyntax.Instance;
        return FieldSyntax.IsForbidden(name) ? HeaderError.Forbidden.Instance : null;
    }

    private HeaderError? TryAdd(string name, ReadOnlyMemory<byte> value)
    {
        if (Check(name) is { } error) return error;
        if (!FieldSyntax.IsValue(value.Span)) return HeaderError.InvalidSyntax.Instance;
        Add(name, value);
        return null;
    }

    private void Add(string name, ReadOnlyMemory<byte> value)
    {
        Charge(Size(name, value));
        _entries.Add((name.ToLowerInvariant(), value));
    }

    private void Remove(string name)
    {
        foreach (var (there, value) in _entries)
            if (Is(there, name))
                Charge(-Size(there, value));
        _entries.RemoveAll(entry => Is(entry.Name, name));
    }

    private void Charge(long bytes)
    {
        if (bytes > 0) _limit.Take(bytes);
        else _limit.Return(-bytes);
        _charged += bytes;
    }
}
