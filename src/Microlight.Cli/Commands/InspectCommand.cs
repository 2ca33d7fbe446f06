using System.CommandLine;
using System.Globalization;
using Microlight.Cli.Running;
using Microlight.Wasm.Inspection;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight inspect FILE</c>: what a module imports, exports, uses and weighs, or the world of a component.</summary>
internal sealed class InspectCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A WebAssembly module or component." };

    // Strings, as RunCommand's options: others would be compiled at every start of any command.
    private readonly Option<string?> _json = new("--json") { Description = "As JSON, with every function.", Arity = ArgumentArity.Zero };

    private readonly Option<string> _functions = new("--functions")
    {
        Description = "How many functions to list, the largest first.",
        HelpName = "COUNT",
        DefaultValueFactory = _ => "20",
    };

    public InspectCommand()
        : base("inspect", "Show what a module imports, exports, uses and weighs, or a component's world as WIT.")
    {
        Arguments.Add(_file);
        Options.Add(_json);
        Options.Add(_functions);
        SetAction(Inspect);
    }

    private int Inspect(ParseResult result)
    {
        var count = result.GetRequiredValue(_functions);
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var functions))
            throw new UserErrorException($"--functions must be a number from 0, not '{count}'.", ExitCodes.Usage);
        var json = result.GetResult(_json) is not null;
        var source = ProgramFile.Read(result.GetRequiredValue(_file));
        if (source.Kind == ProgramKind.Image)
            throw new UserErrorException($"'{source.Path}' is a compiled image; inspect reads the module that it was made from ('microlight objdump' shows an image's code).");
        if (WasmComponentInfo.IsComponent(source.Bytes)) return InspectComponent(source, json);
        var info = ProgramFile.Naming(source.Path, () => WasmModuleInfo.Read(source.Bytes));
        // One write per buffer, not per line; what reads may stop reading (head).
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 65536);
        if (json) ModuleJson.Write(info, output);
        else new ModuleReport(info, output).Write(functions);
        return 0;
    }

    /// <summary>The world that it targets, as WIT; with --json also what it is made of.</summary>
    private static int InspectComponent(ProgramFile source, bool json)
    {
        var info = ProgramFile.Naming(source.Path, () => WasmComponentInfo.Read(source.Bytes));
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 65536);
        if (json) ModuleJson.Write(info, output);
        else output.Write(info.Wit);
        return 0;
    }
}
