using System.Runtime.InteropServices;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Which locals each block, loop and if assigns, by one look over a body before the SSA form is built: only those can differ where its
/// edges meet. Gives up (null) when building would take memory out of proportion to the body.
/// </summary>
internal static class LocalAssignments
{
    /// <summary>Most numbers of locals held for all blocks and all edges of a function.</summary>
    public const long Budget = 24_000_000;

    private sealed class Frame(int number)
    {
        public readonly int Number = number;
        public readonly List<int> Locals = [];
        public int Compacted;
        public long Edges = 1;
        /// <summary>The body of a try: exceptions are edges to its handler.</summary>
        public bool IsTryBody;
    }

    /// <summary>Per structured instruction in program order (the body itself is number 0): its assigned locals.</summary>
    public static List<int[]>? Collect(ReadOnlySpan<byte> module, FunctionBody body, int locals)
    {
        var result = new List<int[]> { Array.Empty<int>() };

        var open = new List<Frame> { new(0) };
        var tries = new List<Frame>();
        var mark = new int[locals];
        Array.Fill(mark, -1);
        long held = 0;
        var reader = new InstructionReader(module, body.Code, body.End);
        while (reader.Read(out var instruction))
        {
            switch (instruction.Opcode)
            {
                case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                    foreach (var clause in instruction.Catches ?? []) open[Math.Max(0, open.Count - 1 - (int)clause.Label)].Edges++;
                    open.Add(new Frame(result.Count));
                    result.Add([]);
                    if (instruction.Opcode is not (Opcode.Try or Opcode.TryTable)) break;
                    if (tries.Count > 0) tries[^1].Edges++;
                    tries.Add(open[^1]);
                    open[^1].IsTryBody = true;
                    break;
                case Opcode.Throw or Opcode.ThrowRef or Opcode.Rethrow or Opcode.Call or Opcode.CallIndirect or Opcode.CallRef:
                    if (tries.Count > 0) tries[^1].Edges++;
                    break;
                case Opcode.Catch or Opcode.CatchAll:
                    EndTryBody(open[^1], tries);
                    break;
                case Opcode.LocalSet or Opcode.LocalTee:
                    var top = open[^1];
                    var local = (int)instruction.A;
                    if (mark[local] == top.Number) break;
                    mark[local] = top.Number;
                    top.Locals.Add(local);
                    break;
                case Opcode.Br or Opcode.BrIf:
                    open[Math.Max(0, open.Count - 1 - (int)instruction.A)].Edges++;
                    break;
                case Opcode.BrTable:
                    foreach (var label in instruction.Labels!) open[Math.Max(0, open.Count - 1 - (int)label)].Edges++;
                    break;
                case Opcode.End or Opcode.Delegate:
                    var closed = open[^1];
                    EndTryBody(closed, tries);
                    // To any of the handlers around, of which the outermost has the most locals.
                    if (instruction.Opcode == Opcode.Delegate && tries.Count > 0) tries[0].Edges++;
                    open.RemoveAt(open.Count - 1);
                    Compact(closed.Locals);
                    held += closed.Locals.Count * (closed.Edges + 1);
                    if (held > Budget) return null;
                    result[closed.Number] = [.. closed.Locals];
                    if (open.Count == 0) return result;
                    var parent = open[^1];
                    parent.Locals.AddRange(closed.Locals);
                    if (parent.Locals.Count > 2 * parent.Compacted + 64)
                    {
                        Compact(parent.Locals);
                        parent.Compacted = parent.Locals.Count;
                    }
                    break;
            }
        }
        return result;
    }

    private static void EndTryBody(Frame frame, List<Frame> tries)
    {
        if (!frame.IsTryBody) return;
        frame.IsTryBody = false;
        tries.RemoveAt(tries.Count - 1);
    }

    private static void Compact(List<int> locals)
    {
        if (locals.Count < 2) return;
        var span = CollectionsMarshal.AsSpan(locals);
        span.Sort();
        var kept = 1;
        for (var i = 1; i < span.Length; i++)
        {
            if (span[i] != span[kept - 1]) span[kept++] = span[i];
        }
        locals.RemoveRange(kept, locals.Count - kept);
    }
}
