using System.Text;
using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary><c>string</c>, UTF-8 on both sides.</summary>
internal sealed class StringPlan(MemoryLayout layout) : ValuePlan(layout)
{
    public override string TypeName => StringCodec.TypeName;

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address) => memory.SetString(address, reader.ReadUtf8(type));

    public override void SetDefault(ParameterMemory memory, int address, object? value) => memory.SetString(address, value is string text ? Encoding.UTF8.GetBytes(text) : []);

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address) => writer.WriteUtf8(tag, memory.ViewString(address));
}
