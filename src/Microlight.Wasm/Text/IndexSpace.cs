namespace Microlight.Wasm.Text;

/// <summary>An index space of a module (spec 6.6.1): how many entries it has, which identifiers they have, and their names for the name section.</summary>
/// <param name="what">What its entries are called in messages: "function".</param>
internal sealed class IndexSpace(string what)
{
    private readonly Dictionary<string, uint> _ids = [];
    private readonly List<(uint Index, string Name)> _names = [];

    public string What { get; } = what;
    public uint Count { get; private set; }
    /// <summary>Names in the order of their indices.</summary>
    public IReadOnlyList<(uint Index, string Name)> Names => _names;

    public void Add() => Count++;

    public void Add(TextBinding binding, TextCursor cursor)
    {
        if (binding.Id is { } id && !_ids.TryAdd(id, Count)) throw cursor.Error($"Duplicate {What}: there is a ${id} already", binding.Position);
        if (binding.Name is { } name) _names.Add((Count, name));
        Count++;
    }

    public uint? Find(string id) => _ids.TryGetValue(id, out var index) ? index : null;

    /// <summary>An index by identifier or number; a number may be beyond the space, which is for the validator to find.</summary>
    public uint Read(TextCursor cursor)
    {
        var token = cursor.Token;
        if (cursor.TryId() is not { } id) return cursor.U32($"The index of a {What}");
        return Find(id) ?? throw cursor.Error($"Unknown {What} {Binary.ModuleText.Quote('$' + id)}", token.Start);
    }
}
