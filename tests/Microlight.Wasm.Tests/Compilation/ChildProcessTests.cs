using System.Diagnostics;
using Microlight.Wasm.Compilation;

namespace Microlight.Wasm.Tests.Compilation;

/// <summary>Limits on a child that does not keep to them.</summary>
public class ChildProcessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private const long Plenty = 1L << 30;

    private static ChildResult Run(string script, TimeSpan? time = null, long memory = Plenty, CancellationToken cancellationToken = default) =>
        ChildProcess.Run("/bin/sh", ["-c", script], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, "/", time ?? Long, memory, null, cancellationToken);

    [Fact]
    public void Output_and_exit_code_come_back()
    {
        var result = Run("echo out; echo err >&2; exit 3");
        Assert.Equal((ChildOutcome.Failed, 3), (result.Outcome, result.ExitCode));
        Assert.Contains("out\n", result.Output);
        Assert.Contains("err\n", result.Output);
        Assert.Equal(ChildOutcome.Succeeded, Run("exit 0").Outcome);
    }

    [Fact]
    public void Nothing_of_the_environment_is_inherited()
    {
        Environment.SetEnvironmentVariable("MICROLIGHT_TEST_SECRET", "secret");
        Assert.DoesNotContain("secret", Run("env").Output);
    }

    [Fact]
    public void A_flood_of_output_is_cut()
    {
        var result = Run("head -c 20000000 /dev/zero");
        Assert.Equal(ChildOutcome.Succeeded, result.Outcome);
        Assert.Equal(65_536, result.Output.Length);
    }

    [Fact]
    public void Time_is_limited() => AssertGone(Run("echo $$; exec sleep 1000", time: TimeSpan.FromMilliseconds(200)), ChildOutcome.OutOfTime);

    [Fact]
    public void Children_of_the_child_die_with_it() =>
        AssertGone(Run("sleep 1000 & echo $!; wait", time: TimeSpan.FromMilliseconds(200)), ChildOutcome.OutOfTime);

    [Fact]
    public void Memory_is_limited() =>
        AssertGone(Run("""echo $$; exec awk 'BEGIN { s = "aaaaaaaaaaaaaaaa"; while (1) s = s s }'""", memory: 32 << 20), ChildOutcome.OutOfMemory);

    [Fact]
    public void Cancelling_kills()
    {
        using var source = new CancellationTokenSource(200);
        var clock = Stopwatch.StartNew();
        Assert.Throws<OperationCanceledException>(() => Run("exec sleep 1000", cancellationToken: source.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1));
        Assert.Throws<OperationCanceledException>(() => Run("exit 0", cancellationToken: new CancellationToken(true)));
    }

    private static void AssertGone(ChildResult result, ChildOutcome outcome)
    {
        Assert.Equal(outcome, result.Outcome);
        var process = int.Parse(result.Output.Split('\n')[0]);
        // A killed process may stay as a zombie until its parent has reaped it.
        var wait = Stopwatch.StartNew();
        while (wait.Elapsed < TimeSpan.FromSeconds(10) && IsAlive(process)) Thread.Sleep(10);
        Assert.False(IsAlive(process));
    }

    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
