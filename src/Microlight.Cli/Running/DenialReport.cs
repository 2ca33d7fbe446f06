using Microlight.Wasi;

namespace Microlight.Cli.Running;

/// <summary>Says on standard error what of the network a program was denied, since programs seldom do.</summary>
internal static class DenialReport
{
    /// <summary>Standard error is the program's first of all.</summary>
    private const int Most = 5;
    private static readonly HashSet<WasiDenial> Told = [];

    public static void Write(WasiDenial denial)
    {
        if (denial.Interface.StartsWith("wasi:filesystem/", StringComparison.Ordinal)) return;
        lock (Told)
            if (Told.Count >= Most || !Told.Add(denial))
                return;
        ErrorReport.Warn($"the program was denied: {denial.Interface} {denial.Operation} {denial.Target}".TrimEnd() + ". '-S' grants it.");
    }
}
