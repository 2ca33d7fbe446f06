namespace Microlight.Guest.Build;

/// <summary>Names for backtraces, from ilc's: <c>MyGuest_MyGuest_Plugin__Add</c> becomes <c>MyGuest_MyGuest_Plugin.Add</c>.</summary>
internal static class SymbolNames
{
    private const string LibraryPrefix = "Microlight_Guest_";

    /// <remarks>ilc writes one underscore for dots and most other characters, so more cannot be told apart.</remarks>
    public static string Readable(string symbol)
    {
        if (symbol.StartsWith(LibraryPrefix, StringComparison.Ordinal)) symbol = symbol[LibraryPrefix.Length..];
        var method = symbol.IndexOf("__", StringComparison.Ordinal);
        return method <= 0 || method + 2 >= symbol.Length ? symbol : symbol[..method] + "." + symbol[(method + 2)..];
    }
}
