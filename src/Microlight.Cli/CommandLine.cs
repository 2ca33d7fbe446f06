using System.CommandLine;
using System.CommandLine.Help;
using Microlight.Cli.Arguments;
using Microlight.Cli.Commands;

namespace Microlight.Cli;

/// <summary>The whole command line: parses, runs one command, turns what goes wrong into a sentence and an exit code.</summary>
internal static class CommandLine
{
    public static int Run(string[] arguments)
    {
        var run = new RunCommand();
        // Not a RootCommand, which takes its name from the assembly.
        var root = new Command("microlight", "Runs WebAssembly programs in micro virtual machines.")
        {
            new HelpOption { Recursive = true },
            new VersionOption(),
            run,
            new ServeCommand(),
            new CompileCommand(),
            new InspectCommand(),
            new ObjdumpCommand(),
            new WatCommand(),
            new TarsCommand(),
        };
        (arguments, run.ProgramArguments) = ProgramArguments.Split(arguments, run);
        // A file may be named @x; it is no response file to expand.
        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (result.Errors.Count > 0 && result.UnmatchedTokens is [var stranger, ..])
                throw new UserErrorException($"'{stranger}' is neither a command nor an option; 'microlight --help' shows the usage.", ExitCodes.Usage);
            if (result.Errors.Count > 0)
                throw new UserErrorException($"{result.Errors[0].Message.TrimEnd('.')}; 'microlight --help' shows the usage.", ExitCodes.Usage);
            // The library's own handler prints stack traces, and its handling of SIGINT would keep a guest running.
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception exception) when (ErrorReport.TryWrite(exception) is { } exitCode)
        {
            return exitCode;
        }
        catch (Exception exception)
        {
            // A bug of ours: say so, with all that helps to find it, and with a code that no trap has.
            ErrorReport.Write($"internal error: {exception.GetType().Name}: {exception.Message}");
            Console.Error.WriteLine(exception.StackTrace);
            return ExitCodes.InternalError;
        }
    }
}
