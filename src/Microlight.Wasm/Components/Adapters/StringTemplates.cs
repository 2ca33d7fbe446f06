using System.Text.RegularExpressions;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>The functions of strings.wat, read once.</summary>
internal static partial class StringTemplates
{
    private static readonly Dictionary<string, StringTemplate> Templates = Read();

    public static StringTemplate Get(string name) => Templates[name];

    private static Dictionary<string, StringTemplate> Read()
    {
        var sections = EmbeddedText.Read("strings.wat").Split("\n;;; ")[1..];
        var texts = sections.ToDictionary(s => s[..s.IndexOf('\n')].Trim(), s => s[(s.IndexOf('\n') + 1)..]);
        var templates = new Dictionary<string, StringTemplate>();
        foreach (var name in texts.Keys) Add(name);
        return templates;

        // What a function uses, the functions that it calls use too.
        StringTemplate Add(string name)
        {
            if (templates.TryGetValue(name, out var known)) return known;
            var text = texts[name];
            var (source, target, realloc) = (text.Contains("{source}", StringComparison.Ordinal), text.Contains("{target}", StringComparison.Ordinal), text.Contains("{realloc}", StringComparison.Ordinal));
            foreach (Match place in StringTemplate.Places().Matches(text))
            {
                if (!texts.ContainsKey(place.Groups[1].Value)) continue;
                var called = Add(place.Groups[1].Value);
                (source, target, realloc) = (source | called.UsesSource, target | called.UsesTarget, realloc | called.UsesRealloc);
            }
            return templates[name] = new StringTemplate(text, source, target || realloc, realloc);
        }
    }
}
