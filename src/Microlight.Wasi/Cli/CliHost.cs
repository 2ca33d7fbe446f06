using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Cli;
using Wasi.Io;

namespace Microlight.Wasi.Cli;

/// <summary>wasi:cli: environment, arguments, exit, the standard streams and which of them are terminals.</summary>
internal sealed class CliHost(WasiContext context)
    : IEnvironment, IExit, IStdin, IStdout, IStderr, ITerminalStdin, ITerminalStdout, ITerminalStderr
{
    public ValueTask<IReadOnlyList<(string, string)>> GetEnvironmentAsync(CancellationToken cancellationToken = default) =>
        new([.. context.Options.Environment.Select(variable => (variable.Key, variable.Value))]);

    public ValueTask<IReadOnlyList<string>> GetArgumentsAsync(CancellationToken cancellationToken = default) => new(context.Options.Arguments);

    /// <summary>Paths of a guest are relative to what it was granted; there is no directory that it is in.</summary>
    public ValueTask<string?> InitialCwdAsync(CancellationToken cancellationToken = default) => new((string?)null);

    public ValueTask ExitAsync(WitResult<WitUnit, WitUnit> status, CancellationToken cancellationToken = default) =>
        throw new GuestExitException(status.IsOk ? 0 : 1);

    public ValueTask ExitWithCodeAsync(byte statusCode, CancellationToken cancellationToken = default) => throw new GuestExitException(statusCode);

    public ValueTask<InputStream> GetStdinAsync(CancellationToken cancellationToken = default) => new(new HostInputStream(context.StandardStreams.Input()));

    public ValueTask<OutputStream> GetStdoutAsync(CancellationToken cancellationToken = default) => new(new HostOutputStream(context.StandardStreams.Output()));

    public ValueTask<OutputStream> GetStderrAsync(CancellationToken cancellationToken = default) => new(new HostOutputStream(context.StandardStreams.Error()));

    public ValueTask<TerminalInput?> GetTerminalStdinAsync(CancellationToken cancellationToken = default) =>
        new(context.StandardStreams.IsInputTerminal ? new HostTerminalInput() : null);

    public ValueTask<TerminalOutput?> GetTerminalStdoutAsync(CancellationToken cancellationToken = default) =>
        new(context.StandardStreams.IsOutputTerminal ? new HostTerminalOutput() : null);

    public ValueTask<TerminalOutput?> GetTerminalStderrAsync(CancellationToken cancellationToken = default) =>
        new(context.StandardStreams.IsErrorTerminal ? new HostTerminalOutput() : null);
}
