using System.Text.RegularExpressions;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>A function in text with places to fill in, and what of the two sides it uses.</summary>
internal sealed partial record StringTemplate(string Text, bool UsesSource, bool UsesTarget, bool UsesRealloc)
{
    /// <summary>Parameters and results without their names.</summary>
    public string Signature { get; } = string.Join(' ', Types().Matches(Text[..Text.IndexOf('\n', Text.IndexOf("(func", StringComparison.Ordinal))]).Select(m => $"({m.Groups[1].Value}{m.Groups[2].Value})"));

    /// <summary>Names of traps become their numbers, the rest is asked for.</summary>
    public string Fill(Func<string, string> fill) => Fill(Text, fill);

    /// <inheritdoc cref="Fill(Func{string, string})"/>
    public static string Fill(string text, Func<string, string> fill) => Places().Replace(text, m =>
        Enum.TryParse<WasmTrapKind>(m.Groups[1].Value, out var kind) ? $"{(int)kind}" : fill(m.Groups[1].Value));

    [GeneratedRegex(@"\{([A-Za-z0-9-]+)\}")]
    public static partial Regex Places();

    [GeneratedRegex(@"\((param|result)(?: \$\w+)?((?: i32| i64)+)\)")]
    private static partial Regex Types();
}
