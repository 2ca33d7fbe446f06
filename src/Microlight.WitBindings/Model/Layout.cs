using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>Where values lie in memory (CanonicalABI.md, alignment and element size).</summary>
internal sealed class Layout
{
    private readonly Dictionary<WitTypeDefinition, (long Size, int Alignment)> _named = [];

    /// <summary>Size in bytes, a multiple of the alignment: 1, 2, 4 or 8.</summary>
    public (long Size, int Alignment) Of(WitType unresolved)
    {
        var type = TypeTable.Resolve(unresolved);
        switch (type.Form)
        {
            case WitTypeForm.Bool or WitTypeForm.S8 or WitTypeForm.U8: return (1, 1);
            case WitTypeForm.S16 or WitTypeForm.U16: return (2, 2);
            case WitTypeForm.S64 or WitTypeForm.U64 or WitTypeForm.F64: return (8, 8);
            case WitTypeForm.String or WitTypeForm.Map or WitTypeForm.List when type.Length is null: return (8, 4);
            case WitTypeForm.List:
                var (size, alignment) = Of(type.Arguments[0]!);
                return (Math.Min(size * type.Length.Value, long.MaxValue / 16), alignment);
            case WitTypeForm.Tuple: return Record(type.Arguments!);
            case WitTypeForm.Option: return Variant(2, [type.Arguments[0]]);
            case WitTypeForm.Result: return Variant(2, type.Arguments);
            case WitTypeForm.Named when !TypeTable.IsHandle(type):
                if (!_named.TryGetValue(type.Definition!, out var known)) _named[type.Definition!] = known = Named(type.Definition!);
                return known;
            default: return (4, 4);
        }
    }

    /// <summary>Offsets of fields that lie one after another, and what they take together.</summary>
    public IReadOnlyList<long> Offsets(IEnumerable<WitType> fields, out long size, out int alignment)
    {
        var offsets = new List<long>();
        (size, alignment) = (0, 1);
        foreach (var field in fields)
        {
            var (fieldSize, fieldAlignment) = Of(field);
            offsets.Add(size = Align(size, fieldAlignment));
            size = Math.Min(size + fieldSize, long.MaxValue / 16);
            alignment = Math.Max(alignment, fieldAlignment);
        }
        size = Align(size, alignment);
        return offsets;
    }

    /// <summary>Where the payload of a variant, option or result lies.</summary>
    public long PayloadOffset(int cases, IEnumerable<WitType?> payloads) => Align(CaseSize(cases), Alignment(payloads));

    private static long CaseSize(int cases) => cases <= 0x100 ? 1 : cases <= 0x10000 ? 2 : 4;

    private (long Size, int Alignment) Named(WitTypeDefinition definition) => definition.Kind switch
    {
        WitTypeKind.Record => Record(definition.Members.Select(m => m.Type!)),
        WitTypeKind.Variant => Variant(definition.Members.Count, definition.Members.Select(m => m.Type).ToList()),
        WitTypeKind.Flags => definition.Members.Count <= 8 ? (1, 1) : definition.Members.Count <= 16 ? (2, 2) : (4, 4),
        _ => Variant(definition.Members.Count, []),
    };

    private (long, int) Record(IEnumerable<WitType> fields)
    {
        Offsets(fields, out var size, out var alignment);
        return (size, alignment);
    }

    private (long, int) Variant(int cases, IReadOnlyList<WitType?> payloads)
    {
        var alignment = Math.Max((int)CaseSize(cases), Alignment(payloads));
        var most = payloads.Select(p => p is null ? 0 : Of(p).Size).DefaultIfEmpty(0).Max();
        return (Align(PayloadOffset(cases, payloads) + most, alignment), alignment);
    }

    private int Alignment(IEnumerable<WitType?> payloads) => payloads.Select(p => p is null ? 1 : Of(p).Alignment).DefaultIfEmpty(1).Max();

    private static long Align(long size, int alignment) => (size + alignment - 1) & -alignment;
}
