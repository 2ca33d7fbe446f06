namespace Microlight.Tars;

/// <summary>An object and where it is: <c>App.Server.Obj@tcp -h host -p port:udp -h host -p port</c>.</summary>
/// <param name="Name">What requests call it by.</param>
/// <param name="Endpoints">Where it is.</param>
public sealed record TarsObjectName(string Name, IReadOnlyList<TarsEndpoint> Endpoints)
{
    /// <summary>Reads an object's name with its endpoints.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong. A name without endpoints would need a registry, which there is not.</exception>
    public static TarsObjectName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) throw new FormatException($"The object '{text}' has no endpoint; write {text.Trim()}@tcp -h HOST -p PORT.");
        var name = text[..at].Trim();
        if (name.Length == 0 || name.Any(char.IsWhiteSpace)) throw new FormatException($"'{name}' is no name of an object; write App.Server.Obj.");
        return new TarsObjectName(name, [.. Split(text[(at + 1)..]).Select(TarsEndpoint.Parse)]);
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Name}@{string.Join(":", Endpoints)}";

    /// <summary>At the colons before a transport alone: addresses of version 6 have colons, too.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var colon = text.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = text.IndexOf(':', colon + 1))
        {
            var words = text[(colon + 1)..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || TarsEndpoint.TryParseTransport(words[0]) is null) continue;
            yield return text[start..colon];
            start = colon + 1;
        }
        yield return text[start..];
    }
}
