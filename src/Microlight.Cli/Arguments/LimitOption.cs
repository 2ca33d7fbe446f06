using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microlight.Wasm;

namespace Microlight.Cli.Arguments;

/// <summary><c>--limit NAME=NUMBER</c>, by the names of <see cref="WasmLimits"/>.</summary>
internal sealed class LimitOption
{
    private readonly Option<string[]> _option = new("--limit")
    {
        Description = "Set a limit of the module: Functions=1000, Locals, Memories, Tables, TableElements, ModuleSize … (docs/wasm.md). May be repeated.",
        HelpName = "NAME=NUMBER",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command) => command.Options.Add(_option);

    public WasmLimits Read(ParseResult result)
    {
        var limits = new WasmLimits();
        foreach (var text in result.GetValue(_option) ?? []) limits = Set(limits, text);
        return limits;
    }

    private static WasmLimits Set(WasmLimits limits, string text)
    {
        var equals = text.IndexOf('=');
        if (equals < 0 || !uint.TryParse(text.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new UserErrorException($"'--limit {text}' must be NAME=NUMBER.", ExitCodes.Usage);
        try
        {
            return limits.With(text[..equals], number) ?? throw new UserErrorException($"'--limit {text}': there is no such limit; docs/wasm.md lists them.", ExitCodes.Usage);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new UserErrorException($"'--limit {text}' is more than is possible.", ExitCodes.Usage, exception);
        }
    }
}
