using Microlight.Wasm;
using Microlight.Wasm.Components;

namespace Microlight.Cli;

/// <summary>Turns an exception into one sentence on standard error and an exit code.</summary>
internal static class ErrorReport
{
    private const int ShownFrames = 20;

    /// <summary>Writes the sentence, and for a trap the calls that led to it; returns the exit code, or null where the exception is none that a user could cause.</summary>
    public static int? TryWrite(Exception exception)
    {
        // Which component it was says enough: that another one called it is how it came to run.
        if (exception is HostFunctionException { InnerException: ComponentFailedException component }) exception = component;
        var (message, exitCode) = exception switch
        {
            ComponentFailedException { InnerException: GuestTrapException } => (exception.Message, ExitCodes.Trap),
            UserErrorException user => (user.Message, user.ExitCode),
            WasmTrapException trap => (trap.Message, ExitCodes.Trap),
            GuestTrapException trap => ($"guest trap: {Lower(trap.Message)}", ExitCodes.Trap),
            ProtocolViolationException => ($"the guest broke the contract with its host: {exception.Message}", ExitCodes.Trap),
            SandboxException => (exception.Message, ExitCodes.Failure),
            IOException or UnauthorizedAccessException => (exception.Message, ExitCodes.Failure),
            InsufficientMemoryException or OutOfMemoryException => ("The host has not enough memory for this program.", ExitCodes.Failure),
            _ => (null, 0),
        };
        if (message is null) return null;
        Write(message);
        if ((exception is ComponentFailedException ? exception.InnerException : exception) is GuestTrapException { Trap: var trapped } failure) WriteTrap(trapped, failure.Report);
        return exitCode;
    }

    /// <summary>Writes one line, whatever characters the message carries: guests choose names, and names must not steer the terminal.</summary>
    public static void Write(string message) => Console.Error.WriteLine($"error: {Printable(message)}");

    /// <summary>As <see cref="Write"/>, for what does not keep the program from running.</summary>
    public static void Warn(string message) => Console.Error.WriteLine($"warning: {Printable(message)}");

    /// <summary>The innermost calls, one a line, and where the core dump is if one was wanted.</summary>
    private static void WriteTrap(GuestTrap trap, CrashReport? report)
    {
        foreach (var frame in trap.Backtrace.Take(ShownFrames)) Console.Error.WriteLine($"  at {frame}");
        if (trap.Backtrace.Count > ShownFrames) Console.Error.WriteLine("  …");
        if (report?.CoreDump is { } dump) Console.Error.WriteLine($"  core dump: {dump}");
        if (report?.CoreDumpFailure is { } failure) Console.Error.WriteLine($"  no core dump: {Printable(failure)}");
    }

    private static string Lower(string message) => message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..] : message;

    private static string Printable(string message) =>
        string.Create(message.Length, message, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(text[i]) ? '\uFFFD' : text[i];
        });
}
