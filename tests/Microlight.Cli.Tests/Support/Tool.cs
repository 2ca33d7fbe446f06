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

    public static CommandResult Execute(IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
    {
        using var process = Start(arguments, environment, workingDirectory);
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
            Assert.Fail($"microlight {string.Join(' ', arguments)} did not end within {Patience.TotalMinutes} minutes; standard error: {error.Result}");
        }
        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary><c>microlight run --cache … [arguments]</c>.</summary>
    public static CommandResult Run(params string[] arguments) => Execute(["run", "--cache", Cache, .. arguments]);

    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = workingDirectory ?? AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Assembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
