using System.Text;

namespace Microlight.Tars.Idl;

/// <summary>Names of WIT, which are of lower-case words joined by hyphens, made of those of a .tars file.</summary>
internal sealed class WitNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>A name, once in its scope.</summary>
    /// <exception cref="IdlException">Another name becomes the same.</exception>
    public string Add(string name, IdlPosition position)
    {
        var kebab = Kebab(name, position);
        if (_names.TryGetValue(kebab, out var first)) throw new IdlException(new IdlError(position, $"{name} and {first} are both {kebab} in WIT; rename one."));
        _names.Add(kebab, name);
        return Escape(kebab);
    }

    /// <summary>Whether another name became the same.</summary>
    public bool Has(string name, IdlPosition position) => _names.ContainsKey(Kebab(name, position));

    /// <summary><c>sayHello</c> is say-hello, <c>User_t</c> user-t, <c>HTTPServer2</c> http-server2.</summary>
    public static string Kebab(string name, IdlPosition position)
    {
        var kebab = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c == '_')
            {
                if (kebab.Length > 0 && kebab[kebab.Length - 1] != '-') kebab.Append('-');
                continue;
            }
            var beginsWord = char.IsUpper(c) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (beginsWord && kebab.Length > 0) kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(c));
        }
        var text = kebab.ToString().TrimEnd('-');
        // A word of WIT begins with a letter.
        if (text.Length == 0 || text.Split('-').Any(word => word[0] is < 'a' or > 'z')) throw new IdlException(new IdlError(position, $"{name} cannot be a name in WIT, whose words begin with letters."));
        return text;
    }

    public static string Escape(string kebab) => s_words.Contains(kebab) ? "%" + kebab : kebab;

    private static readonly HashSet<string> s_words =
    [
        "as", "async", "bool", "borrow", "char", "constructor", "enum", "export", "f32", "f64", "flags", "from", "func", "future", "import", "include", "interface", "list", "map", "option", "own", "package",
        "record", "resource", "result", "s16", "s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8", "use", "variant", "with", "world", "error-context",
    ];
}
