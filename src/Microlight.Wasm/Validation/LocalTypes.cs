using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>
/// Types of a function's locals by index, parameters first. Locals are declared in groups, so four bytes of module can declare 50,000: only
/// as many as the function's code is long are spread out, the others are found in the groups.
/// </summary>
internal sealed class LocalTypes(ModuleContext context)
{
    private WasmType[] _spread = new WasmType[64];
    private int _spreadCount;
    private (int End, WasmType Type)[] _groups = new (int, WasmType)[16];
    private int _groupCount;

    public int Count { get; private set; }

    /// <summary>Locals that are parameters, and so have a value from the start.</summary>
    public int Parameters { get; private set; }

    public void Set(FunctionBody body, FunctionType type)
    {
        _spreadCount = 0;
        _groupCount = 0;
        Count = 0;
        var room = Math.Min(64 + body.End - body.Code, ModuleLimits.Locals);
        if (_spread.Length < room) _spread = new WasmType[room];
        foreach (var parameter in type.Parameters) AddGroup(1, parameter, room);
        Parameters = Count;
        foreach (var (count, local) in body.Locals) AddGroup(count, context.Resolve(local, body.Code), room);
    }

    /// <summary><paramref name="index"/> must be below <see cref="Count"/>.</summary>
    public WasmType this[uint index] => index < (uint)_spreadCount ? _spread[index] : Find((int)index);

    private void AddGroup(int count, WasmType type, int room)
    {
        var spread = Math.Min(count, room - _spreadCount);
        _spread.AsSpan(_spreadCount, spread).Fill(type);
        _spreadCount += spread;
        Count += count;
        if (spread == count) return;
        if (_groupCount == _groups.Length) Array.Resize(ref _groups, _groups.Length * 2);
        _groups[_groupCount++] = (Count, type);
    }

    private WasmType Find(int index)
    {
        // The first group that ends behind the index; groups that were spread out whole are not in the list.
        int low = 0, high = _groupCount - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_groups[middle].End > index) high = middle;
            else low = middle + 1;
        }
        return _groups[low].Type;
    }
}
