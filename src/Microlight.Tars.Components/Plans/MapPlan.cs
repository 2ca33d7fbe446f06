using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary><c>map&lt;K, V&gt;</c>, <c>list&lt;tuple&lt;k, v&gt;&gt;</c> in WIT; pairs with equal keys stay as they are.</summary>
internal sealed class MapPlan(MemoryLayout layout, MemoryLayout pair, ValuePlan key, ValuePlan value) : ValuePlan(layout)
{
    private readonly int _size = (int)pair.Size, _value = value.Layout.Place((int)key.Layout.Size);

    public override string TypeName { get; } = $"map<{key.TypeName},{value.TypeName}>";

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address)
    {
        var count = reader.ReadCount(type, TarsWireType.Map);
        reader.Enter();
        var at = memory.SetList(address, count, pair);
        for (var left = count; left > 0; left--, at += _size)
        {
            key.Read(ref reader, reader.Find(0), memory, at);
            value.Read(ref reader, reader.Find(1), memory, at + _value);
        }
        reader.Leave();
    }

    public override void SetDefault(ParameterMemory memory, int address, object? value) => memory.SetList(address, 0, pair);

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address)
    {
        var at = memory.GetList(address, _size, pair.Alignment, out var count);
        writer.BeginMap(tag, count);
        for (var left = count; left > 0; left--, at += _size)
        {
            key.Write(ref writer, 0, memory, at);
            value.Write(ref writer, 1, memory, at + _value);
        }
    }
}
