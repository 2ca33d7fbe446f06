using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Ir;

/// <summary>What building a function needs to know of its instance: program-wide numbers.</summary>
internal sealed class InstanceContext(LinkedProgram program, LinkedInstance instance)
{
    public LinkedInstance Instance { get; } = instance;
    public WasmModule Module { get; } = instance.Module;
    /// <summary>Signature id (from 1) by type index.</summary>
    public int[] SignatureIds { get; } = Array.ConvertAll(instance.Module.Types, t => t.Composite is FunctionType f ? program.SignatureId(f) : 0);
    public IrType GlobalType(int global) => IrTypes.Of(program.Globals[Instance.Globals[global]].Type.Type);
}
