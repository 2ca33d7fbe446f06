namespace Microlight.Cli;

/// <summary>Something the user can put right, as one sentence for the terminal.</summary>
internal sealed class UserErrorException(string message, int exitCode = ExitCodes.Failure, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
