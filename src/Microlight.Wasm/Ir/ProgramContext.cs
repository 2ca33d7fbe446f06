using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Ir;

/// <summary>What building a function needs to know of the whole program, found once.</summary>
internal sealed class ProgramContext(LinkedProgram program)
{
    public LinkedProgram Program { get; } = program;
    public CallingConvention Convention { get; } = new(program);
    public ThrowAnalysis Throws { get; } = new(program);
}
