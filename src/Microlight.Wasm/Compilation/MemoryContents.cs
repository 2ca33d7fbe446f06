using Microlight.Wasm.Cil;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// The first contents of linear memories as page-aligned runs, so that instantiation copies nothing: pages that no data segment touches
/// are left to the host, which has zeros for free.
/// </summary>
internal static class MemoryContents
{
    private const ulong Page = 4096;
    /// <summary>Runs closer than this are joined: one mapping costs more than a few zero pages.</summary>
    private const ulong JoinGap = 16 * Page;

    /// <summary>Runs in address order; they do not overlap.</summary>
    public static IEnumerable<(ulong Address, ReadOnlyMemory<byte> Bytes)> Pages(LinkedProgram program, CilAssembly assembly)
    {
        foreach (var group in assembly.InitialMemory.Where(s => !s.Bytes.IsEmpty).GroupBy(s => s.Memory).OrderBy(g => g.Key))
        {
            var memory = program.Memories[group.Key];
            var size = memory.Type.Limits.Minimum << 16;
            var segments = group.ToArray();
            foreach (var segment in segments)
                if (segment.Address < memory.Address || segment.Address - memory.Address > size || (ulong)segment.Bytes.Length > size - (segment.Address - memory.Address))
                    throw new InvalidOperationException($"Initial contents at 0x{segment.Address:x} are outside memory {group.Key}.");

            var runs = new List<(ulong Start, ulong End)>();
            foreach (var (start, end) in segments.Select(s => (s.Address & ~(Page - 1), (s.Address + (ulong)s.Bytes.Length + Page - 1) & ~(Page - 1))).Order())
                if (runs.Count > 0 && start <= runs[^1].End + JoinGap) runs[^1] = (runs[^1].Start, Math.Max(runs[^1].End, end));
                else runs.Add((start, end));

            foreach (var (start, end) in runs)
            {
                var bytes = new byte[end - start];
                // In module order, because a later segment overwrites an earlier one.
                foreach (var segment in segments)
                    if (segment.Address >= start && segment.Address < end)
                        segment.Bytes.Span.CopyTo(bytes.AsSpan((int)(segment.Address - start)));
                yield return (start, bytes);
            }
        }
    }
}
