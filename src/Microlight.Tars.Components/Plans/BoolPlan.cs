using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary><c>bool</c></summary>
internal sealed class BoolPlan(MemoryLayout layout) : ValuePlan(layout)
{
    public override string TypeName => BoolCodec.TypeName;

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address) => memory.Memory.SetBoolean(address, BoolCodec.ReadValue(ref reader, type));

    public override void SetDefault(ParameterMemory memory, int address, object? value) => memory.Memory.SetBoolean(address, value is true);

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address) => BoolCodec.Write(ref writer, tag, memory.GetBoolean(address));
}
