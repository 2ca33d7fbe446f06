namespace Microlight.WitBindings.Model;

/// <summary>Names of interfaces with versions.</summary>
internal static class InterfaceNames
{
    /// <summary>The same for versions that serve one another: up to the first number that is not 0; pre-releases serve themselves only.</summary>
    public static string Compatible(string name)
    {
        var at = name.IndexOf('@');
        if (at < 0) return name;
        var version = name.Substring(at + 1).Split('+')[0];
        if (version.IndexOf('-') >= 0) return name;
        var numbers = version.Split('.');
        var kept = Array.FindIndex(numbers, n => n != "0");
        return $"{name.Substring(0, at)}@{string.Join(".", numbers.Take(kept < 0 ? numbers.Length : kept + 1))}";
    }
}
