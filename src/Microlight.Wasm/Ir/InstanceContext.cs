using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Ir;

/// <summary>What building a function needs to know of its instance: program-wide numbers.</summary>
internal sealed class InstanceContext(LinkedProgram program, LinkedInstance instance)
{
    public LinkedInstance Instance { get; } = instance;
    public WasmModule Module { get; } = instance.Module;
    public CallingConvention Convention { get; } = new(program);
    /// <summary>Program-wide id (from 1) by type index.</summary>
    public int[] TypeIds => Instance.TypeIds;
    public TypeTable Types => program.Types;
    public ProgramMemory Memory(uint index) => program.Memories[Instance.Memories[index]];
    public ProgramTable Table(uint index) => program.Tables[Instance.Tables[index]];
    public IrType GlobalType(int global) => IrTypes.Of(program.Globals[Instance.Globals[global]].Type.Type);
}
