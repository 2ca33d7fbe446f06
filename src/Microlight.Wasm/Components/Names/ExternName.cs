using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Names;

internal enum ExternNameKind { Label, Constructor, Method, Static, Interface }

/// <summary>
/// The name of an import or export, read by its grammar (Explainer.md, import and export definitions): a label, perhaps of a constructor, method or
/// static function of a resource, or the name of an interface.
/// </summary>
internal sealed class ExternName
{
    private const string ConstructorPrefix = "[constructor]", MethodPrefix = "[method]", StaticPrefix = "[static]";

    private ExternName(ExternNameKind kind, string text) => (Kind, Text) = (kind, text);

    public ExternNameKind Kind { get; }
    /// <summary>The whole name.</summary>
    public string Text { get; }
    /// <summary>The resource of a constructor, method or static function, else empty.</summary>
    public string Resource { get; private init; } = "";
    /// <summary>The function's or other item's own label; of an interface its name without package and version.</summary>
    public string Label { get; private init; } = "";
    /// <summary>Of an interface: <c>namespace:package</c>.</summary>
    public string Package { get; private init; } = "";
    public SemanticVersion? Version { get; private init; }

    /// <summary>What must be different for two names to be strongly unique (Explainer.md, name uniqueness).</summary>
    public string Uniqueness
    {
        get
        {
            var name = Text.ToLowerInvariant();
            if (Kind is not (ExternNameKind.Method or ExternNameKind.Static)) return name;
            var (resource, label) = (Resource.ToLowerInvariant(), Label.ToLowerInvariant());
            return resource == label ? label : $"{resource}.{label}";
        }
    }

    /// <summary>For an interface: what the names of compatible versions have in common, <c>wasi:io/streams@0.2</c>.</summary>
    public string CompatibleName => Version is null ? Text : $"{Package}/{Label}@{Version.Track ?? Version.ToString()}";

    /// <summary>Reads a name.</summary>
    /// <param name="problem">Why it is none.</param>
    /// <returns>Null if it is not a valid name.</returns>
    public static ExternName? TryParse(string text, out string problem)
    {
        if (text.StartsWith(ConstructorPrefix, StringComparison.Ordinal))
        {
            var resource = text[ConstructorPrefix.Length..];
            problem = NotLabel(resource);
            return problem.Length > 0 ? null : new ExternName(ExternNameKind.Constructor, text) { Resource = resource };
        }
        if (text.StartsWith(MethodPrefix, StringComparison.Ordinal)) return Member(ExternNameKind.Method, text, MethodPrefix.Length, out problem);
        if (text.StartsWith(StaticPrefix, StringComparison.Ordinal)) return Member(ExternNameKind.Static, text, StaticPrefix.Length, out problem);
        if (text.Contains(':')) return Interface(text, out problem);
        problem = NotLabel(text);
        return problem.Length > 0 ? null : new ExternName(ExternNameKind.Label, text) { Label = text };
    }

    private static ExternName? Member(ExternNameKind kind, string text, int start, out string problem)
    {
        var dot = text.IndexOf('.', start);
        if (dot < 0)
        {
            problem = "there is no '.' behind the resource";
            return null;
        }
        var (resource, label) = (text[start..dot], text[(dot + 1)..]);
        problem = NotLabel(resource) + NotLabel(label);
        return problem.Length > 0 ? null : new ExternName(kind, text) { Resource = resource, Label = label };
    }

    private static ExternName? Interface(string text, out string problem)
    {
        var (name, version) = text.IndexOf('@') is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, null);
        var colon = name.IndexOf(':');
        var slash = name.IndexOf('/', Math.Max(colon, 0));
        if (colon < 0 || slash < 0)
        {
            problem = "an interface is named namespace:package/interface";
            return null;
        }
        var (space, package, label) = (name[..colon], name[(colon + 1)..slash], name[(slash + 1)..]);
        var parsed = version is null ? null : SemanticVersion.TryParse(version);
        problem = !Kebab.IsWords(space) ? $"{ModuleText.Quote(space)} is not in kebab case"
            : !Kebab.IsWords(package) ? $"{ModuleText.Quote(package)} is not in kebab case"
            : version is not null && parsed is null ? $"{ModuleText.Quote(version)} is not a semantic version"
            : NotLabel(label);
        return problem.Length > 0 ? null : new ExternName(ExternNameKind.Interface, text) { Package = $"{space}:{package}", Label = label, Version = parsed };
    }

    private static string NotLabel(string text) => Kebab.IsLabel(text) ? "" : $"{ModuleText.Quote(text)} is not in kebab case";
}
