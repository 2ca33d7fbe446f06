using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>An open block, loop, if or body while SSA is built: what its label takes and which edges go there.</summary>
internal sealed class ControlFrame
{
    public required Opcode Kind { get; init; }
    public required IrType[] Parameters { get; init; }
    public required IrType[] Results { get; init; }
    /// <summary>Operand stack below the parameters.</summary>
    public required int Height { get; init; }
    /// <summary>Locals that may differ between the edges to the label.</summary>
    public required int[] Assigned { get; init; }
    /// <summary>How many checks had been made when it was opened.</summary>
    public int Checks { get; init; }
    /// <summary>Opened in code that is never reached.</summary>
    public bool Dead { get; init; }
    /// <summary>Edges to the label with the values they bring: assigned locals, then label operands. For a loop the back edges.</summary>
    public List<(IrEdge Edge, int[] Values)> Edges { get; } = [];
    /// <summary>A loop's first block, the edge into it and its phis.</summary>
    public IrBlock? Header { get; set; }
    public int[] Phis { get; set; } = [];
    /// <summary>An if's edge to the else part, and the values there (parameters then); null once the else part has begun.</summary>
    public (IrEdge Edge, int[] Values)? Else { get; set; }

    public IrType[] LabelTypes => Kind == Opcode.Loop ? Parameters : Results;
}
