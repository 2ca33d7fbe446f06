namespace Microlight.Wasm.Ir;

/// <summary>The passes over a function that has been built, in order. Each leaves a function that <see cref="IrVerifier"/> accepts.</summary>
internal static class IrPasses
{
    /// <summary>Of dead code after conditions that do not matter: each round may empty the blocks between another jump's targets.</summary>
    private const int MaximumRounds = 4;

    public static void Run(IrFunction function)
    {
        WideProducts.Run(function);
        TrivialPhis.Run(function);
        MemoryValues.Run(function);
        DeadCode.Run(function);
        for (var round = 0; round < MaximumRounds && IdleBranches.Run(function); round++) DeadCode.Run(function);
    }
}
