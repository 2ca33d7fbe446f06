using Microlight.Tars.Idl;
using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary><c>struct</c>, a <c>record</c> in WIT.</summary>
/// <param name="definition">The structure; its fields are ordered by their tags.</param>
/// <param name="fields">Of each field how, and where in the record.</param>
internal sealed class StructPlan(MemoryLayout layout, IdlStruct definition, (ValuePlan Plan, int Offset)[] fields) : ValuePlan(layout)
{
    private readonly IdlField[] _fields = [.. definition.Fields];

    public override string TypeName { get; } = $"{definition.Module}.{definition.Name}";

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address)
    {
        reader.BeginStruct(type, TypeName);
        for (var i = 0; i < fields.Length; i++)
        {
            var (plan, offset) = fields[i];
            if (_fields[i].IsRequired) plan.Read(ref reader, reader.Find(_fields[i].Tag), memory, address + offset);
            else if (reader.TryFind(_fields[i].Tag, out var found)) plan.Read(ref reader, found, memory, address + offset);
            else plan.SetDefault(memory, address + offset, _fields[i].Default?.Value);
        }
        reader.EndStruct();
    }

    public override void SetDefault(ParameterMemory memory, int address, object? value)
    {
        for (var i = 0; i < fields.Length; i++) fields[i].Plan.SetDefault(memory, address + fields[i].Offset, _fields[i].Default?.Value);
    }

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address)
    {
        writer.BeginStruct(tag, TypeName);
        for (var i = 0; i < fields.Length; i++) fields[i].Plan.Write(ref writer, _fields[i].Tag, memory, address + fields[i].Offset);
        writer.EndStruct();
    }
}
