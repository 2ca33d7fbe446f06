using Microlight.Wit;
using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <summary>
/// Code that reads values from the transfer memory and writes them to it, at offsets that are known here. What is not one call of the memory is a method of
/// the class <c>WitCodec</c>, one for each type and direction that is used.
/// </summary>
internal sealed partial class Codec(NameTable names, TypeTable types, Layout layout, SignatureText text)
{
    private const string Class = Runtime.Namespace + ".Generated.WitCodec";

    private static readonly Place s_inside = new("memory", "handles", "address");

    private readonly HashSet<string> _methodNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _methods = new(StringComparer.Ordinal);
    private readonly Queue<Action<CodeText>> _toWrite = new();

    /// <summary>The class with all methods that were asked for.</summary>
    public void WriteClass(CodeText code)
    {
        code.Open("internal static class WitCodec");
        while (_toWrite.Count > 0) _toWrite.Dequeue()(code);
        code.Close();
    }

    /// <summary>The name of the method for a type; it is written if it was not asked for before.</summary>
    private string Method(string verb, WitType type, Action<CodeText, string> write)
    {
        var key = $"{verb} {types.CSharp(type)} {text.Of(type)}";
        if (_methods.TryGetValue(key, out var known)) return known;
        var about = type.Form == WitTypeForm.Named ? names.Type(type.Definition!) : type.Form.ToString();
        var name = verb + about;
        for (var number = 2; _methodNames.Contains(name); number++) name = $"{verb}{about}{number}";
        _methodNames.Add(name);
        _methods.Add(key, name);
        _toWrite.Enqueue(code =>
        {
            code.Space();
            write(code, name);
        });
        return name;
    }

    /// <summary>Parameters of a method, and the arguments for it.</summary>
    private string Declared(WitType type) =>
        $"{Runtime.Components}.TransferMemory memory, {(types.HasHandles(type) ? $"{Runtime.Namespace}.WitHandles handles, " : "")}int address";

    private string Given(WitType type, Place place) => $"{place.Memory}, {(types.HasHandles(type) ? place.Handles + ", " : "")}{place.Address}";

    private (long Size, int Alignment) Element(WitType list) =>
        list.Form == WitTypeForm.Map ? layout.Of(new WitType(WitTypeForm.Tuple, list.Arguments, null, null)) : layout.Of(list.Arguments[0]!);

    private static bool IsNumberList(WitType list) => list.Form == WitTypeForm.List && list.Length is null && TypeTable.Number(TypeTable.Resolve(list.Arguments[0]!)) is not null;
}
