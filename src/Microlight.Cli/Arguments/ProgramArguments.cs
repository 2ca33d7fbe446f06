using System.CommandLine;

namespace Microlight.Cli.Arguments;

/// <summary>
/// Finds where the program's own arguments begin. Everything after FILE is the program's, byte for byte; System.CommandLine never sees
/// it (even an argument that captures all remaining tokens gets <c>--timeout=1ms</c> as two).
/// </summary>
internal static class ProgramArguments
{
    /// <summary>The arguments up to FILE, and those after it, for <paramref name="command"/>; all and none for other commands.</summary>
    public static (string[] Ours, string[] Program) Split(string[] arguments, Command command)
    {
        if (arguments.Length == 0 || arguments[0] != command.Name) return (arguments, []);
        for (var i = 1; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument == "--" && i + 1 < arguments.Length) i++;
            else if (argument.Length > 1 && argument[0] == '-')
            {
                // "--name value" takes the next argument with it; "--name=value" has its value.
                var name = argument.Split('=', 2)[0];
                var option = command.Options.FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name));
                // The parser is to complain of this one, not of what follows.
                if (option is null) return (arguments[..(i + 1)], []);
                if (name == argument && option.Arity.MaximumNumberOfValues > 0) i++;
                continue;
            }
            return (arguments[..(i + 1)], arguments[(i + 1)..]);
        }
        return (arguments, []);
    }
}
