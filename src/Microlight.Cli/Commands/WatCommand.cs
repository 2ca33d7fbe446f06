using System.CommandLine;
using Microlight.Cli.Running;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight wat FILE [-o WASM]</c>: the text format to the binary one.</summary>
internal sealed class WatCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A module in WebAssembly's text format." };

    private readonly Option<string?> _output = new("--output", "-o") { Description = "The binary module to write; by default standard output.", HelpName = "WASM" };

    public WatCommand()
        : base("wat", "Convert a WebAssembly module from the text format to the binary format.")
    {
        Arguments.Add(_file);
        Options.Add(_output);
        SetAction(result => Convert(result.GetRequiredValue(_file), result.GetValue(_output)));
    }

    private static int Convert(string path, string? output)
    {
        if (output is "") throw new UserErrorException("-o needs the name of a file.", ExitCodes.Usage);
        if (output is null && !Console.IsOutputRedirected) throw new UserErrorException("A binary module is nothing for a terminal; give it a file with -o.", ExitCodes.Usage);
        var file = ProgramFile.Read(path);
        if (!file.WasText) throw new UserErrorException($"'{path}' is not in the text format but {(file.Kind == ProgramKind.Module ? "a binary module" : "a compiled image")}.");
        if (output is not null)
        {
            OutputFile.Write(output, file.Bytes);
            return 0;
        }
        using var standardOutput = Console.OpenStandardOutput();
        standardOutput.Write(file.Bytes);
        return 0;
    }
}
