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
    /// <summary>An if whose condition is known to be zero, before its else part: this goes on where the if was.</summary>
    public bool SkipsThen { get; set; }

    /// <summary>A try's or try_table's own handler; in its other parts, and for other frames, null.</summary>
    public ExceptionHandler? Handler { get; init; }
    /// <summary>Where exceptions go that leave the frame.</summary>
    public ExceptionHandler? OuterHandler { get; init; }
    /// <summary>A try's body is still open, so that its handler is in force.</summary>
    public bool InTryBody { get; set; }
    /// <summary>A try_table's clauses.</summary>
    public CatchClause[] Clauses { get; init; } = [];
    /// <summary>Where a try's next clause is decided: an edge and the values of assigned locals there; null if nothing gets there.</summary>
    public (IrEdge Edge, int[] Values)? NextClause { get; set; }
    /// <summary>What a catch caught: program tag and values, or a reference if it catches all.</summary>
    public (int Tag, int[] Values) Caught { get; set; } = (-1, []);

    /// <summary>Where exceptions go that are thrown directly in the frame.</summary>
    public ExceptionHandler? InnerHandler => InTryBody ? Handler : OuterHandler;
    public IrType[] LabelTypes => Kind == Opcode.Loop ? Parameters : Results;
}
