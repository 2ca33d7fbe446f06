using System.CommandLine;
using Microlight.Wasm;

namespace Microlight.Cli.Arguments;

/// <summary>The options that say where compiled images are kept.</summary>
internal sealed class CacheArguments
{
    // A string without arguments, as RunCommand's options are strings: Option<bool> would be compiled at every start.
    private readonly Option<string?> _none = new("--no-cache") { Description = "Compile anew and keep nothing.", Arity = ArgumentArity.Zero };

    private readonly Option<string?> _directory = new("--cache")
    {
        Description = "Keep compiled programs here instead of ~/.cache/microlight.",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_none);
        command.Options.Add(_directory);
    }

    /// <summary>The cache to use, or null for none.</summary>
    public WasmCache? Read(ParseResult result) => (result.GetResult(_none) is not null, result.GetValue(_directory)) switch
    {
        (true, not null) => throw new UserErrorException("--cache and --no-cache exclude each other.", ExitCodes.Usage),
        (true, null) => null,
        (false, "") => throw new UserErrorException("--cache needs the name of a directory.", ExitCodes.Usage),
        (false, { } directory) => new WasmCache(directory),
        (false, null) => WasmCache.Default,
    };
}
