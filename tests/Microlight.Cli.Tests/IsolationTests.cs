using System.Diagnostics;
using System.Globalization;
using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>What --isolation does, and what is said where there is no virtual machine.</summary>
public class IsolationTests
{
    [Theory]
    [InlineData("process")]
    [InlineData("auto")]
    public void A_program_runs_and_traps_alike(string isolation)
    {
        Assert.Equal("2\n", Run(isolation, "divide", "6", "3").Output);
        Run(isolation, "divide", "6", "0").ShouldHaveTrapped("integer divide by zero");
    }

    [Fact]
    public void A_process_that_was_asked_for_is_nothing_to_warn_of() => Run("process", "divide", "6", "3").ShouldSucceedWith("2\n");

    [Fact]
    public void An_image_for_a_process_runs_under_whatever_there_is()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("traps.image");
        Tool.Execute(["compile", "--isolation", "process", TestPrograms.Traps, "-o", image]).ShouldSucceedWith("");
        Assert.Equal("2\n", Tool.Execute(["run", "--isolation", "auto", "--invoke", "divide", image, "6", "3"]).Output);
        Tool.Execute(["run", "--isolation", "process", "--invoke", "divide", image, "6", "3"]).ShouldSucceedWith("2\n");
    }

    [Fact]
    public void What_is_none_of_the_three_is_refused() =>
        Tool.Execute(["run", "--isolation", "chroot", TestPrograms.Hello]).ShouldFailWith(ExitCodes.Usage, "must be one of vm, process and auto");

    /// <summary>A mount namespace without /dev/kvm: what a machine without a hypervisor looks like.</summary>
    [SkippableFact]
    public void Without_a_hypervisor_auto_warns_in_one_line_and_vm_refuses()
    {
        var auto = WithoutKvm("auto");
        Assert.Equal((0, "2\n"), (auto.ExitCode, auto.Output));
        Assert.StartsWith("warning: the program runs in a process instead of a virtual machine, behind a weaker wall", auto.Error, StringComparison.Ordinal);
        Assert.Single(auto.Error.TrimEnd('\n').Split('\n'));
        WithoutKvm("vm").ShouldFailWith(ExitCodes.Failure, "/dev/kvm");
        WithoutKvm("process").ShouldSucceedWith("2\n");
    }

    /// <summary>As an ordinary user: without the capability to map address 0.</summary>
    [SkippableFact]
    public void Without_privileges_a_process_image_runs_and_a_virtual_machine_image_is_refused()
    {
        using var directory = new TemporaryDirectory();
        Compile("vm");
        Compile("process");
        Shell(RunImage("process")).ShouldSucceedWith("2\n");
        Shell(RunImage("vm")).ShouldFailWith(ExitCodes.Failure, "compile --isolation process");

        void Compile(string isolation) => Tool.Execute(["compile", "--isolation", isolation, TestPrograms.Traps, "-o", directory.File(isolation)]).ShouldSucceedWith("");
        string RunImage(string isolation) =>
            $"exec setpriv --bounding-set=-sys_rawio --inh-caps=-sys_rawio {Tool.CommandLine} run --isolation process --invoke divide {directory.File(isolation)} 6 3";
    }

    [Fact]
    public void The_guests_process_dies_with_its_host()
    {
        using var tool = Tool.Start(["run", "--cache", Tool.Cache, "--isolation", "process", TestPrograms.Hello]);
        var child = 0;
        // The program reads its standard input, which does not come.
        Until(() => (child = FindChild(tool.Id)) != 0, "the guest's process is there");
        tool.Kill();
        Until(() => FindParent(child) is not { } parent || parent.Name != "microlight", "the guest's process is gone");
    }

    private static void Until(Func<bool> condition, string what)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), $"In vain waited until {what}.");
            Thread.Sleep(20);
        }
    }

    /// <summary>The process of that parent which has a guest's name, or 0.</summary>
    private static int FindChild(int parent) => Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
        .FirstOrDefault(id => id != 0 && FindParent(id) == (parent, "microlight"));

    /// <summary>A process's parent and its own name, from /proc/ID/stat (proc(5)); null if there is none of that number.</summary>
    private static (int Parent, string Name)? FindParent(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var end = stat.LastIndexOf(')');
            // State, then the parent's number. A zombie nobody has waited for is gone.
            return stat[end + 2] == 'Z' ? null : (int.Parse(stat[(end + 4)..].Split(' ')[0], CultureInfo.InvariantCulture), stat[(stat.IndexOf('(') + 1)..end]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static CommandResult Run(string isolation, string function, params string[] arguments) =>
        Tool.Execute(["run", "--cache", Tool.Cache, "--isolation", isolation, "--invoke", function, TestPrograms.Traps, .. arguments]);

    private static CommandResult WithoutKvm(string isolation) => Shell(
        $"unshare -m sh -c 'if [ -e /dev/kvm ]; then mount --bind /dev/null /dev/kvm; fi; exec {Tool.CommandLine} run --cache {Tool.Cache} --isolation {isolation} --invoke divide {TestPrograms.Traps} 6 3'");

    private static CommandResult Shell(string command)
    {
        Skip.IfNot(Environment.UserName == "root", "Only root may unshare mounts or drop capabilities here.");
        return Tool.Shell(command);
    }
}
