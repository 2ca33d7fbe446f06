using System.Diagnostics;

namespace Microlight.Tests.Debugging;

/// <summary>The machine's gdb in batch mode.</summary>
internal static class Gdb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void Require()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "gdb")));
        Skip.IfNot(isThere, "There is no gdb on the PATH.");
    }

    /// <summary>Runs commands; what gdb wrote, errors included.</summary>
    public static string Run(IEnumerable<string> files, params string[] commands) => Run(files, commands, meanwhile: null);

    /// <summary>Runs commands and, at the same time, something that gets gdb's process id.</summary>
    public static string Run(IEnumerable<string> files, string[] commands, Action<int>? meanwhile)
    {
        var start = new ProcessStartInfo("gdb") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["-nx", "-batch", "-iex", "set debuginfod enabled off", "-iex", "set width 0", .. commands.SelectMany(command => new[] { "-ex", command }), .. files])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        meanwhile?.Invoke(process.Id);
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"gdb did not end within {Patience.TotalSeconds} s; it wrote:\n{output.Result}\n{error.Result}");
        }
        return output.Result + error.Result;
    }
}
