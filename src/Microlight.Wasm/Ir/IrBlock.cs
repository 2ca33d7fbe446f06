namespace Microlight.Wasm.Ir;

/// <summary>Where control comes from: successor number Slot of a block.</summary>
internal readonly record struct IrEdge(int Block, int Slot);

/// <summary>A basic block: instructions [Start, End) of the function, phis first, the last one a terminator.</summary>
internal sealed class IrBlock(int number, int start, int loopDepth)
{
    public int Number { get; } = number;
    public int Start { get; } = start;
    public int End { get; set; } = start;
    /// <summary>How many loops the block lies in.</summary>
    public int LoopDepth { get; } = loopDepth;
    /// <summary>A phi's arguments are in this order.</summary>
    public List<IrEdge> Predecessors { get; } = [];
    /// <summary>Br: the target; BrIf: where to if the condition is not zero, then otherwise; BrTable: the distinct targets.</summary>
    public int[] Successors { get; set; } = [];
    /// <summary>For each successor the place of this edge among its predecessors.</summary>
    public int[] EdgeIndex { get; set; } = [];
    /// <summary>BrTable: successor slot by value, the last for all higher values.</summary>
    public int[]? SwitchSlots { get; set; }
}
