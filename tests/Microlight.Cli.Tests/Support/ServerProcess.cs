using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Microlight.Cli.Tests.Support;

/// <summary>A command that serves until it is told to stop.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly StringBuilder _error = new();

    private ServerProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What it wrote on standard output; all of it, once it is stopped.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What it wrote on standard error, as far as it was read: all of it, once it is stopped.</summary>
    public string Error => _error.ToString();

    /// <summary>Starts it; <see cref="UntilItSaysAsync"/> shows when it serves.</summary>
    public static ServerProcess Start(params string[] arguments) => new(Tool.Start(arguments));

    /// <summary>The next line of standard error that begins so.</summary>
    public async Task<string> UntilItSaysAsync(string start)
    {
        while (await _process.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            _error.Append(line).Append('\n');
            if (line.StartsWith(start, StringComparison.Ordinal)) return line;
        }
        throw new InvalidOperationException($"The server ended, and did not say '{start}': {_error}");
    }

    /// <summary>Tells it to stop, and returns its exit code.</summary>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        using (var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        _error.Append(await _process.StandardError.ReadToEndAsync().WaitAsync(Patience));
        Output = await _output.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
