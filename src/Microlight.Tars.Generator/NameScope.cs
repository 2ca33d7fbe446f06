using Microsoft.CodeAnalysis.CSharp;

namespace Microlight.Tars.Generator;

/// <summary>C# names made of those of a .tars file, each once in its scope.</summary>
/// <param name="taken">What cannot be used.</param>
internal sealed class NameScope(params string[] taken)
{
    // As hint names are, and as C# developers expect.
    private readonly HashSet<string> _names = new(taken, StringComparer.OrdinalIgnoreCase);

    /// <summary>A name in Pascal case.</summary>
    public string Add(string name) => Unique(Pascal(name));

    /// <summary>A name in camel case; escaped where it is a word of C#.</summary>
    public string AddParameter(string name)
    {
        var unique = Unique(char.ToLowerInvariant(name[0]) + name.Substring(1));
        return SyntaxFacts.GetKeywordKind(unique) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(unique) == SyntaxKind.None ? unique : "@" + unique;
    }

    public static string Pascal(string name)
    {
        var first = name.TrimStart('_');
        if (first.Length == 0 || char.IsDigit(first[0])) return "_" + first;
        return char.ToUpperInvariant(first[0]) + first.Substring(1);
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var number = 2; !_names.Add(unique); number++) unique = $"{name}_{number}";
        return unique;
    }
}
