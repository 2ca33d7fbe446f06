namespace Microlight.Cli;

/// <summary>Exit codes of the tool itself (docs/cli.md); a program that exits by itself has its own passed through.</summary>
internal static class ExitCodes
{
    /// <summary>Something was not as it should be: a file, a module, an import, the hypervisor.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>A bug of the tool; EX_SOFTWARE of sysexits.h.</summary>
    public const int InternalError = 70;

    /// <summary>The guest was stopped by --timeout; the code of coreutils' timeout(1).</summary>
    public const int Timeout = 124;

    /// <summary>The guest trapped: 128 + SIGABRT, as wasmtime ends.</summary>
    public const int Trap = 134;
}
