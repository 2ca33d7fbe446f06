using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Microlight.WitBindings.Model;

/// <summary>Names of WIT in C#'s style (docs/bindings.md, names).</summary>
internal static class CSharpNames
{
    /// <summary><c>DNS-timeout</c> is DnsTimeout.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var word in name.Split('-'))
        {
            if (word.Length > 0) text.Append(char.ToUpperInvariant(word[0])).Append(word.Substring(1).ToLowerInvariant());
        }
        return text.ToString();
    }

    /// <summary><c>DNS-timeout</c> is dnsTimeout.</summary>
    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        return char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
    }

    /// <summary>As it can be written, with an @ before a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == "await" ? "@" + name : name;

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
