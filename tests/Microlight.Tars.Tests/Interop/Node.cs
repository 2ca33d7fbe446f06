using System.Diagnostics;
using Microlight.Bench;

namespace Microlight.Tars.Tests.Interop;

/// <summary>Node.js and npm's @tars/rpc, fetched by npm into a folder that git ignores; tests skip without.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly Lazy<(string? Executable, string? Folder, string Why)> s_installed = new(Install);

    private readonly Process _process;

    private Node(Process process) => _process = process;

    /// <summary>Runs a script; it can require the packages.</summary>
    /// <param name="script">Path of its file.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Node Start(string script, params string[] arguments)
    {
        var (executable, folder, why) = s_installed.Value;
        Skip.If(executable is null, $"Node.js and @tars/rpc are not here: {why}");
        var start = new ProcessStartInfo(executable!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--no-deprecation");
        start.ArgumentList.Add(script);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["NODE_PATH"] = Path.Combine(folder!, "node_modules");
        return new Node(Process.Start(start)!);
    }

    /// <summary>The next line of the script's output.</summary>
    /// <exception cref="InvalidOperationException">It ended; the message has what it said of that.</exception>
    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException($"The script ended: {await _process.StandardError.ReadToEndAsync()}");

    /// <summary>Asserts that a line comes, before which the script prints nothing.</summary>
    public async Task ExpectAsync(string line)
    {
        var read = await ReadLineAsync();
        if (read != line) Assert.Fail($"Expected '{line}', not: {read}\n{await RestAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> RestAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            return await _process.StandardOutput.ReadToEndAsync(patience.Token) + await _process.StandardError.ReadToEndAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return "";
        }
    }

    private static (string?, string?, string) Install()
    {
        try
        {
            return (NodePackage.Install(), TarsPackage.Install(), "");
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or IOException)
        {
            return (null, null, exception.Message);
        }
    }
}
