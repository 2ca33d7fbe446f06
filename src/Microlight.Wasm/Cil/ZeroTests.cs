using System.Collections;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Finds the rotations that the code generator might compare with zero. RyuJIT of .NET 10 leaves out the test instruction
/// there (<c>rol ecx, 5; je</c>), as if rotations set the zero flag like shifts do, and so jumps at random. It does so for rotations by a
/// constant, which a count may turn out to be by folding or inlining: the writer makes the counts of the found ones unknown.
/// </summary>
/// <remarks>
/// Comparisons need not be direct: the code generator solves <c>rot + 1 == 3</c> for <c>rot</c>, narrows comparisons of extended values, and
/// inlines functions that return or take a value. It also copies a test of a phi to the
/// blocks that the phi's values come from. What goes through memory or arithmetic with another variable stays apart.
/// </remarks>
internal sealed class ZeroTests
{
    /// <summary>Phis of loops need another pass each time one is found; in the last one all phis count as tested.</summary>
    private const int MaximumPasses = 5;

    private readonly BitArray _tested;

    public ZeroTests(IrFunction function)
    {
        _tested = new BitArray(function.Count);
        for (var pass = 1; Run(function, everyPhi: pass == MaximumPasses) && pass < MaximumPasses; pass++) { }
    }

    public bool MayReach(int value) => _tested[value];

    public static bool IsRotation(Opcode op) => op is Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr;

    /// <summary>One pass, backwards, as definitions come before uses; true if it found a new one for a phi to pass on to earlier instructions.</summary>
    private bool Run(IrFunction function, bool everyPhi)
    {
        var again = false;
        for (var i = function.Count - 1; i >= 0; i--)
        {
            ref var instruction = ref function[i];
            var isPhi = instruction.Op == IrOp.Phi;
            if (!PassesOn(function, in instruction, i) && !(isPhi && everyPhi)) continue;
            var count = instruction.OperandCount;
            for (var j = 0; j < count; j++)
            {
                var operand = instruction.Operand(j);
                // Definitions behind the phi were looked at before it.
                again |= operand > i && !_tested[operand];
                _tested[operand] = true;
            }
        }
        return again;
    }

    private bool PassesOn(IrFunction function, in IrInstruction instruction, int value) => instruction.Op switch
    {
        IrOp.Phi => _tested[value],
        Opcode.BrIf or Opcode.BrTable or Opcode.Return or Opcode.Call or Opcode.CallIndirect or Opcode.CallRef or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef => true,
        Opcode.Select => true,
        Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or Opcode.I32Extend8S or Opcode.I32Extend16S
            or Opcode.I64Extend8S or Opcode.I64Extend16S or Opcode.I64Extend32S => _tested[value],
        var op when NumericTypes.IsComparison(op) => true,
        >= Opcode.I32Add and <= Opcode.I32Rotr or >= Opcode.I64Add and <= Opcode.I64Rotr => _tested[value]
            && (IrOp.IsConstant(function[instruction.A].Op) || IrOp.IsConstant(function[instruction.B].Op)),
        _ => false,
    };
}
