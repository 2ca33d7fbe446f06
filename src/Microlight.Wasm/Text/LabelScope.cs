namespace Microlight.Wasm.Text;

/// <summary>The labels of the blocks around an instruction (spec 6.5.1); an inner one hides an outer one of the same name.</summary>
internal sealed class LabelScope
{
    private readonly List<(string? Id, int Hidden)> _labels = [];
    private readonly Dictionary<string, int> _innermost = [];

    public void Clear()
    {
        _labels.Clear();
        _innermost.Clear();
    }

    public void Push(string? id)
    {
        var hidden = id is not null ? _innermost.GetValueOrDefault(id, -1) : -1;
        if (id is not null) _innermost[id] = _labels.Count;
        _labels.Add((id, hidden));
    }

    public void Pop()
    {
        var (id, hidden) = _labels[^1];
        _labels.RemoveAt(_labels.Count - 1);
        if (id is null) return;
        if (hidden < 0) _innermost.Remove(id);
        else _innermost[id] = hidden;
    }

    /// <summary>A label by identifier or by the number of blocks to go out of.</summary>
    public uint Read(TextCursor cursor)
    {
        var token = cursor.Token;
        if (cursor.TryId() is not { } id) return cursor.U32("A label");
        return _innermost.TryGetValue(id, out var position)
            ? (uint)(_labels.Count - 1 - position)
            : throw cursor.Error($"Unknown label {Binary.ModuleText.Quote('$' + id)}", token.Start);
    }
}
