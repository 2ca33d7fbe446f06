using Microlight.Tars.Idl;
using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary><c>enum</c>: the member's value in packets, its number in their order in WIT.</summary>
internal sealed class EnumPlan : ValuePlan
{
    private readonly string _name;
    private readonly int[] _values;
    private readonly Dictionary<int, int> _cases = [];

    public EnumPlan(MemoryLayout layout, IdlEnum definition)
        : base(layout)
    {
        _name = definition.Name;
        _values = [.. definition.Members.Select(m => m.Value)];
        // Of members with the same value the first counts.
        for (var i = 0; i < _values.Length; i++) _cases.TryAdd(_values[i], i);
    }

    public override string TypeName => Int32Codec.TypeName;

    public override void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address)
    {
        var value = Int32Codec.ReadValue(ref reader, type);
        if (!_cases.TryGetValue(value, out var number)) throw new TarsDecodeException($"{_name} has no member {value}.");
        memory.Memory.SetCase(address, _values.Length, number);
    }

    public override void SetDefault(ParameterMemory memory, int address, object? value) => memory.Memory.SetCase(address, _values.Length, value is IdlEnumMember member ? _cases[member.Value] : 0);

    public override void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address) => Int32Codec.Write(ref writer, tag, _values[memory.GetCase(address, _values.Length)]);
}
