using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>Instructions by their text, and the alignments that loads and stores have by default.</summary>
internal static class TextOpcodes
{
    private static readonly Dictionary<string, Opcode> Opcodes = OpcodeNames.All.Where(o => !IsMadeElsewhere(o.Opcode)).ToDictionary(o => o.Name, o => o.Opcode);

    private static readonly Dictionary<string, Opcode>.AlternateLookup<ReadOnlySpan<char>> ByText = Opcodes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The instruction of a keyword; parts of structured instructions (<c>else</c>, <c>end</c>, <c>catch</c> …) are none.</summary>
    public static bool TryFind(ReadOnlySpan<byte> keyword, out Opcode opcode)
    {
        opcode = default;
        if (keyword.Length > 64) return false;
        Span<char> text = stackalloc char[keyword.Length];
        for (var i = 0; i < keyword.Length; i++) text[i] = (char)keyword[i];
        return ByText.TryGetValue(text, out opcode);
    }

    /// <summary>Exponent of two of the alignment of what a load, store or atomic instruction accesses: its size (spec 6.5.5).</summary>
    public static int NaturalAlignment(Opcode opcode)
    {
        var name = opcode.Name();
        var type = name[..name.IndexOf('.')];
        var access = name[(name.LastIndexOf("load", StringComparison.Ordinal) is >= 0 and var load ? load + 4
            : name.LastIndexOf("store", StringComparison.Ordinal) is >= 0 and var store ? store + 5
            : name.LastIndexOf("rmw", StringComparison.Ordinal) is >= 0 and var rmw ? rmw + 3
            : name.LastIndexOf("wait", StringComparison.Ordinal) is >= 0 and var wait ? wait + 4 : name.Length)..];
        var digits = access.TakeWhile(char.IsAsciiDigit).Count();
        // v128.load8x8_s and its like read half a vector.
        if (digits > 0 && digits < access.Length && access[digits] == 'x') return 3;
        return (digits > 0 ? access[..digits] : type) switch { "8" => 0, "16" => 1, "64" or "i64" or "f64" => 3, "v128" => 4, _ => 2 };
    }

    /// <summary>Second forms of a name, which their operands tell from the first, and what is no instruction by itself.</summary>
    private static bool IsMadeElsewhere(Opcode opcode) => opcode is Opcode.SelectT or Opcode.RefTestNull or Opcode.RefCastNull
        or Opcode.Else or Opcode.End or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate;
}
