using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>Turns a linked program into a CIL assembly: SSA per function, in parallel, then one assembly, the same bytes every time.</summary>
internal static class CilCompiler
{
    /// <param name="program">Linked, every module validated.</param>
    /// <param name="optimize">False marks every method NoOptimization: for the retry after the code generator ran out of time or memory.</param>
    /// <param name="parallelism">Threads at most; 0 for one per processor.</param>
    /// <param name="cancellationToken">Stops between functions.</param>
    public static CilAssembly Compile(LinkedProgram program, bool optimize = true, int parallelism = 0, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();
}
