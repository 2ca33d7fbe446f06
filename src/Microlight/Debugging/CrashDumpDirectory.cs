using System.Globalization;
using Microlight.Machine;

namespace Microlight.Debugging;

/// <summary>A directory with the core dumps of the latest traps.</summary>
internal static class CrashDumpDirectory
{
    private const string Prefix = "microlight.", Suffix = ".core";
    private const int LongestName = 64;
    private static readonly Lock s_gate = new();

    /// <summary>Writes one more and deletes the oldest ones past the maximum. Returns the path.</summary>
    /// <exception cref="IOException">There is no room, or the directory cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public static string Write(string directory, int maximum, string sandbox, GuestState state, SandboxMemory memory, GuestImage image)
    {
        Directory.CreateDirectory(directory);
        // The time first: names sort by it.
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{Prefix}{DateTime.UtcNow:yyyyMMdd'T'HHmmss.fffffff}.{Environment.ProcessId}.{sandbox}.{Safe(image.Name)}{Suffix}");
        var path = Path.Combine(directory, name);
        CoreDump.Write(path, state, memory, image);
        lock (s_gate) DeleteOldest(directory, maximum);
        return path;
    }

    private static void DeleteOldest(string directory, int maximum)
    {
        var dumps = Directory.GetFiles(directory, $"{Prefix}*{Suffix}");
        Array.Sort(dumps, StringComparer.Ordinal);
        foreach (var dump in dumps.AsSpan(0, Math.Max(0, dumps.Length - maximum))) File.Delete(dump);
    }

    private static string Safe(string name) => string.Create(Math.Min(name.Length, LongestName), name, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' ? text[i] : '_';
    });
}
