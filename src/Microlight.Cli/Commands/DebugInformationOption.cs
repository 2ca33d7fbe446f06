using System.CommandLine;
using Microlight.Wasm;

namespace Microlight.Cli.Commands;

/// <summary><c>-g</c>: backtraces with source lines.</summary>
internal sealed class DebugInformationOption
{
    // A string without arguments: see CacheOptions.
    private readonly Option<string?> _source = new("-g", "--debug-info")
    {
        Description = "Backtraces name source files and lines, where the module carries them (DWARF).",
        Arity = ArgumentArity.Zero,
    };

    public void AddTo(Command command) => command.Options.Add(_source);

    public DebugInformation Read(ParseResult result) => result.GetResult(_source) is null ? DebugInformation.Offsets : DebugInformation.Source;
}
