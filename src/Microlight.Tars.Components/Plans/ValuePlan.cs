using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary>How a value of a TARS type goes between a packet and the transfer memory of a component, where it lies as a value of its WIT type; no object is made of it.</summary>
/// <param name="layout">Its place in the transfer memory.</param>
internal abstract class ValuePlan(MemoryLayout layout)
{
    public MemoryLayout Layout { get; } = layout;

    /// <summary>The type's name in packets of version 2.</summary>
    public abstract string TypeName { get; }

    /// <summary>Reads the value of a field whose head was read, and writes it to memory.</summary>
    /// <exception cref="TarsDecodeException">It is no value of the type, or takes too much memory.</exception>
    public abstract void Read(ref TarsReader reader, TarsWireType type, ParameterMemory memory, int address);

    /// <summary>Writes what an optional field has where it is absent.</summary>
    /// <param name="value">The default as <see cref="Idl.IdlLiteral"/> has it; null for zero, nothing, the first member, a structure of defaults.</param>
    public abstract void SetDefault(ParameterMemory memory, int address, object? value);

    /// <summary>Writes the value in memory as a field.</summary>
    /// <exception cref="ProtocolViolationException">The guest left no value of the type there.</exception>
    /// <exception cref="TarsEncodeException">The reply would be too long.</exception>
    public abstract void Write(ref TarsWriter writer, byte tag, TransferMemory memory, int address);
}
