namespace Microlight.Wasm.Ir;

/// <summary>Where exceptions go that are thrown in the body of a try or try_table: the edges there and the values they bring.</summary>
internal sealed class ExceptionHandler(int[] assigned)
{
    /// <summary>Locals that may differ between the edges.</summary>
    public int[] Assigned { get; } = assigned;
    public List<(IrEdge Edge, int[] Values)> Edges { get; } = [];
}
