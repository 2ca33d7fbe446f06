using System.Text;

namespace Microlight.Wasm.Binary;

/// <summary>Names of instructions as the text format spells them (spec 6.5), for messages.</summary>
internal static class OpcodeNames
{
    // Words of the enumeration's names that stand before the dot in the text format.
    private static readonly string[] Spaces = ["I32", "I64", "F32", "F64", "Local", "Global", "Table", "Memory", "Ref", "Elem", "Data"];

    /// <summary>For example <c>i32.trunc_sat_f64_u</c> for <see cref="Opcode.I32TruncSatF64U"/>.</summary>
    public static string Name(this Opcode opcode)
    {
        if (opcode == Opcode.SelectT) return "select";
        var name = opcode.ToString();
        var space = Array.Find(Spaces, s => name.StartsWith(s, StringComparison.Ordinal) && name.Length > s.Length);
        return space is null ? SnakeCase(name) : $"{space.ToLowerInvariant()}.{SnakeCase(name[space.Length..])}";
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
