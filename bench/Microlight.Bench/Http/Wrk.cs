using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Microlight.Bench.Http;

/// <summary>What one run of the load generator wrk (github.com/wg/wrk) saw.</summary>
/// <param name="PerSecond">Requests that were answered, a second.</param>
/// <param name="MedianMicroseconds">Half of them took no longer.</param>
/// <param name="TailMicroseconds">99 % of them took no longer.</param>
/// <param name="Errors">Answers that were not 2xx or 3xx, and connections, reads and writes that failed or were late.</param>
internal sealed partial record Wrk(double PerSecond, double MedianMicroseconds, double TailMicroseconds, long Errors)
{
    /// <exception cref="InvalidOperationException">wrk is not installed, or failed.</exception>
    public static Wrk Run(string url, TimeSpan time, int connections)
    {
        var start = new ProcessStartInfo("wrk",
            ["-t1", $"-c{connections}", string.Create(CultureInfo.InvariantCulture, $"-d{time.TotalSeconds:0}s"), "--latency", "--timeout", "10s", url]) { RedirectStandardOutput = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException("This benchmark needs the load generator wrk: apt-get install wrk.");
        }
        using (process)
        {
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0 || RequestRate().Match(text) is not { Success: true } rate) throw new InvalidOperationException($"wrk failed: {text}");
            var errors = BadAnswers().Match(text) is { Success: true } bad ? long.Parse(bad.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            if (SocketErrors().Match(text) is { Success: true } sockets)
                for (var i = 1; i <= 4; i++) errors += long.Parse(sockets.Groups[i].Value, CultureInfo.InvariantCulture);
            return new Wrk(Number(rate.Groups[1].Value), Percentile(text, "50%"), Percentile(text, "99%"), errors);
        }
    }

    private static double Percentile(string text, string percent)
    {
        var match = Regex.Match(text, $@"^\s*{percent}\s+([\d.]+)(us|ms|s|m)\s*$", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
        if (!match.Success) throw new InvalidOperationException($"wrk gave no latency: {text}");
        return Number(match.Groups[1].Value) * match.Groups[2].Value switch { "us" => 1, "ms" => 1e3, "s" => 1e6, _ => 60e6 };
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Requests/sec:\s+([\d.]+)", RegexOptions.Multiline)]
    private static partial Regex RequestRate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex BadAnswers();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();
}
