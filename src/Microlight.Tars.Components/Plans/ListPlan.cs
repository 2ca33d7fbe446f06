using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary><c>vector&lt;T&gt;</c>, <c>list&lt;t&gt;</c> in WIT.</summary>
internal sealed class ListPlan(MemoryLayout layout, ValuePlan element) : ValuePlan(layout)
{
    private readonly int _size = (int)element.Layout.Size;

    public override string TypeName { get; } = $"List<{element.TypeName}>";

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address)
    {
        var count = reader.ReadCount(type, TarsWireType.List);
        reader.Enter();
        var at = memory.SetList(address, count, element.Layout);
        for (var left = count; left > 0; left--, at += _size) element.Read(ref reader, reader.Find(0), memory, at);
        reader.Leave();
    }

    public override void SetDefault(ParameterMemory memory, int address, object? value) => memory.SetList(address, 0, element.Layout);

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address)
    {
        var at = memory.GetList(address, _size, element.Layout.Alignment, out var count);
        writer.BeginList(tag, count);
        for (var left = count; left > 0; left--, at += _size) element.Write(ref writer, 0, memory, at);
    }
}
