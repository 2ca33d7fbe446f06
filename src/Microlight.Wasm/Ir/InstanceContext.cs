using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Ir;

/// <summary>What building a function needs to know of its instance: program-wide numbers.</summary>
/// <param name="context">All of the program.</param>
/// <param name="instance">The one whose functions are built.</param>
/// <param name="isDeterministic">Relaxed vector instructions do what the deterministic profile prescribes.</param>
internal sealed class InstanceContext(ProgramContext context, LinkedInstance instance, bool isDeterministic = false)
{
    public LinkedInstance Instance { get; } = instance;
    public bool IsDeterministic { get; } = isDeterministic;
    public WasmModule Module { get; } = instance.Module;
    public CallingConvention Convention => context.Convention;
    public ThrowAnalysis Throws => context.Throws;
    public LeafFunctions Leaves => context.Leaves;
    /// <summary>Types of the values that a tag's exceptions carry, with ids of the program.</summary>
    public WasmType[] TagTypes(int programTag) => context.Program.Types.Function(context.Program.Tags[programTag].TypeId).Parameters;
    /// <summary>Program-wide id (from 1) by type index.</summary>
    public int[] TypeIds => Instance.TypeIds;
    public TypeTable Types => context.Program.Types;
    public ProgramMemory Memory(uint index) => context.Program.Memories[Instance.Memories[index]];
    public ProgramTable Table(uint index) => context.Program.Tables[Instance.Tables[index]];
    public IrType GlobalType(int global) => IrTypes.Of(context.Program.Globals[Instance.Globals[global]].Type.Type);
}
