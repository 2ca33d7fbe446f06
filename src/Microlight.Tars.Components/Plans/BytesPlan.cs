using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary><c>vector&lt;byte&gt;</c>, <c>list&lt;u8&gt;</c> in WIT: bytes in one piece.</summary>
internal sealed class BytesPlan(MemoryLayout layout) : ValuePlan(layout)
{
    public override string TypeName => BytesCodec.TypeName;

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address) => memory.SetBytes(address, reader.ReadBytes(type));

    public override void SetDefault(ParameterMemory memory, int address, object? value) => memory.SetBytes(address, []);

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address) => writer.WriteBytes(tag, memory.ViewBytes(address));
}
