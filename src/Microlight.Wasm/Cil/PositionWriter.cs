using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Writes where methods come from as a portable PDB (ECMA-335 II.24 and its debug tables) whose lines are offsets in the module's bytes.
/// The code generator carries them over to machine code as DWARF lines; it makes the same code with and without.
/// </summary>
internal sealed class PositionWriter
{
    public const string FileName = RuntimeContract.ProgramAssembly + ".pdb";
    /// <summary>Identifies the pair of assembly and PDB; one program is compiled at a time, so it may be constant.</summary>
    public static readonly BlobContentId Id = new(new Guid("6d6c6967-6874-4d57-9f0a-000000000003"), 0);

    /// <summary>Line 0xfeefee means code without a line: that one offset takes the line before it.</summary>
    private const int HiddenLine = 0xfeefee;

    /// <summary>Differences of lines have 29 bits with the sign; code beyond has no positions.</summary>
    private const int LargestLine = 1 << 28;

    private readonly MetadataBuilder _metadata = new();
    private readonly DocumentHandle _document;

    public PositionWriter() => _document = _metadata.AddDocument(_metadata.GetOrAddDocumentName("module"), default, default, default);

    /// <summary>The next method of the assembly.</summary>
    public void Add(IReadOnlyList<CodePosition> positions)
    {
        if (positions.Count == 0)
        {
            _metadata.AddMethodDebugInformation(default, default);
            return;
        }
        var points = new BlobBuilder();
        points.WriteCompressedInteger(0); // no local signature
        var (code, line) = (-1, 0);
        foreach (var position in positions)
        {
            if (position.Module >= LargestLine) break;
            // Lines count from 1. Sequence points have no length here: from column 0 to column 1.
            var next = Line(position.Module);
            points.WriteCompressedInteger(code < 0 ? position.Code : position.Code - code);
            points.WriteCompressedInteger(0);
            points.WriteCompressedInteger(1);
            if (code < 0)
            {
                points.WriteCompressedInteger(next);
                points.WriteCompressedInteger(0);
            }
            else
            {
                points.WriteCompressedSignedInteger(next - line);
                points.WriteCompressedSignedInteger(0);
            }
            (code, line) = (position.Code, next);
        }
        _metadata.AddMethodDebugInformation(_document, _metadata.GetOrAddBlob(points));
    }

    public byte[] Finish(ImmutableArray<int> rowCounts)
    {
        var pdb = new BlobBuilder();
        new PortablePdbBuilder(_metadata, rowCounts, default, _ => Id).Serialize(pdb);
        return pdb.ToArray();
    }

    private static int Line(int offset) => offset + 1 == HiddenLine ? offset : offset + 1;
}
