using System.Diagnostics;
using System.Text;

namespace Microlight.Cli.Tests.Support;

/// <summary>Runs the built command-line tool as a process of its own.</summary>
internal static class Tool
{
    /// <summary>Far beyond what any test takes: a hang must end the test, not the test run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Assembly = typeof(ExitCodes).Assembly.Location;

    /// <summary>Compiled programs of this test run, shared by all its tests.</summary>
    public static string Cache { get; } = Path.Combine(AppContext.BaseDirectory, "cache");

    /// <summary>The tool, for a shell.</summary>
    public static string CommandLine => $"dotnet {Assembly}";

    public static CommandResult Execute(IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
    {
        using var process = Start(arguments, environment, workingDirectory);
        return Finish(process, string.Join(' ', arguments), input);
    }

    /// <summary>Runs a shell's command line.</summary>
    public static CommandResult Shell(string command)
    {
        using var process = Start("sh", ["-c", command], null, null);
        return Finish(process, command, "");
    }

    private static CommandResult Finish(Process process, string what, string input)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that ends without reading its input.
        }
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{what} did not end within {Patience.TotalMinutes} minutes; standard error: {error.Result}");
        }
        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary><c>microlight run --cache … [arguments]</c>.</summary>
    public static CommandResult Run(params string[] arguments) => Execute(["run", "--cache", Cache, .. arguments]);

    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
        => Start("dotnet", [Assembly, .. WithIsolation([.. arguments])], environment, workingDirectory);

    private static Process Start(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment, string? workingDirectory)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = workingDirectory ?? AppContext.BaseDirectory,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>
    /// Says what programs run under, where a test does not: processes if there is no KVM or MICROLIGHT_TEST_ISOLATION is "process".
    /// Without a word about it the tool would warn.
    /// </summary>
    private static string[] WithIsolation(string[] arguments)
    {
        var processes = !Kvm.IsAvailable || Environment.GetEnvironmentVariable("MICROLIGHT_TEST_ISOLATION") == "process";
        var words = arguments switch
        {
            ["run" or "compile" or "serve", ..] => 1,
            ["tars", "serve", ..] => 2,
            _ => 0,
        };
        return processes && words > 0 && !arguments.Contains("--isolation")
            ? [.. arguments[..words], "--isolation", "process", .. arguments[words..]]
            : arguments;
    }
}
