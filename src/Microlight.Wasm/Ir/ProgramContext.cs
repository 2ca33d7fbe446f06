using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Ir;

/// <summary>What building a function needs to know of the whole program, found once.</summary>
internal sealed class ProgramContext
{
    public ProgramContext(LinkedProgram program)
    {
        (Program, Convention, Throws) = (program, new CallingConvention(program), new ThrowAnalysis(program));
        Leaves = new LeafFunctions(this);
    }

    public LinkedProgram Program { get; }
    public CallingConvention Convention { get; }
    public ThrowAnalysis Throws { get; }
    public LeafFunctions Leaves { get; }
}
