namespace Microlight.Wasm.Ir;

/// <summary>The passes over a function that has been built, in order. Each leaves a function that <see cref="IrVerifier"/> accepts.</summary>
internal static class IrPasses
{
    public static void Run(IrFunction function)
    {
        WideProducts.Run(function);
        TrivialPhis.Run(function);
        MemoryValues.Run(function);
        DeadCode.Run(function);
    }
}
