using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Which functions the code generator is told to put into their callers. Left to itself it judges by what C# methods look like.</summary>
internal static class Inlining
{
    /// <summary>More made programs of many small functions slower (all of them: SQLite and QuickJS by four fifths).</summary>
    private const int MaximumInstructions = 24;

    public static bool IsSmall(IrFunction function)
    {
        var instructions = 0;
        for (var i = 0; i < function.Count; i++)
        {
            if (!IrOp.IsSilent(function[i].Op) && ++instructions > MaximumInstructions) return false;
        }
        return true;
    }
}
