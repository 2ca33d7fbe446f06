using System.CommandLine;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Sockets;

namespace Microlight.Cli.Arguments;

/// <summary>The options that grant a program something through WASI, for every command that runs one.</summary>
internal sealed class WasiArguments
{
    private readonly Option<string[]> _directories = Repeated("--dir", "HOST[::GUEST]", "Grant a directory, under the name GUEST if given. May be repeated.");

    private readonly Option<string[]> _environment = Repeated("--env", "NAME[=VALUE]", "Set a variable of the program's environment, or pass on the host's. May be repeated.");

    private readonly Option<string[]> _grants = Repeated("-S", "NAME[=VALUE],…",
        "Grant a component sockets, HTTP requests or the host's environment: inherit-network, listen=RULE, http=RULE … (docs/cli.md). May be repeated.");

    public void AddTo(Command command)
    {
        command.Options.Add(_directories);
        command.Options.Add(_environment);
        command.Options.Add(_grants);
    }

    /// <exception cref="UserErrorException">A value that means nothing.</exception>
    public WasiSettings Read(ParseResult result)
    {
        var grants = result.GetValue(_grants) is { Length: > 0 } texts ? WasiGrants.Parse(texts) : null;
        return new WasiSettings(
            [.. (result.GetValue(_directories) ?? []).Select(ParseDirectory)],
            ParseEnvironment(result.GetValue(_environment) ?? [], grants?.InheritsEnvironment == true),
            grants?.Network ?? NetworkPolicy.Denied, grants?.Http ?? NetworkPolicy.Denied);
    }

    private static PreopenedDirectory ParseDirectory(string text) => DirectoryGrant.TryParse(text)
        ?? throw new UserErrorException($"'--dir {text}' must be HOST or HOST::GUEST, neither of them empty.", ExitCodes.Usage);

    private static Dictionary<string, string> ParseEnvironment(string[] texts, bool inherits)
    {
        var variables = new Dictionary<string, string>();
        if (inherits)
            foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables()) variables[(string)variable.Key] = (string?)variable.Value ?? "";
        foreach (var text in texts)
        {
            var (name, value) = EnvironmentGrant.TryParse(text)
                ?? throw new UserErrorException($"'--env {text}' must be NAME=VALUE, or NAME to pass on the host's variable.", ExitCodes.Usage);
            if (value is not null) variables[name] = value;
        }
        return variables;
    }

    private static Option<string[]> Repeated(string name, string value, string description) => new(name)
    {
        Description = description,
        HelpName = value,
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
