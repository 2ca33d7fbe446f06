using System.Numerics;
using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary>Any number.</summary>
internal sealed class NumberPlan<T, TCodec>(MemoryLayout layout) : ValuePlan(layout)
    where T : unmanaged, INumber<T>
    where TCodec : struct, ITarsCodec<T>
{
    public override string TypeName => TCodec.TypeName;

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address) => memory.Memory.Set(address, TCodec.ReadValue(ref reader, type));

    public override void SetDefault(ParameterMemory memory, int address, object? value) => memory.Memory.Set(address, value switch { long integer => T.CreateChecked(integer), double real => T.CreateChecked(real), _ => T.Zero });

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address) => TCodec.Write(ref writer, tag, memory.Get<T>(address));
}
