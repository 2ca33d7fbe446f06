using System.CommandLine;
using System.Text;
using Microlight.Cli.Running;
using Microlight.Tars.Idl;

namespace Microlight.Cli.Commands;

/// <summary>A command that writes something else of a .tars file: <c>FILE [-o FILE]</c>.</summary>
internal abstract class TarsWriterCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A .tars file; those that it includes are looked for beside it." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write; by default standard output.", HelpName = "FILE" };

    protected TarsWriterCommand(string name, string description)
        : base(name, description)
    {
        Arguments.Add(_file);
        Options.Add(_output);
        SetAction(Run);
    }

    /// <exception cref="IdlException">There is nothing for something in the file.</exception>
    protected abstract string Write(TarsFile file, ParseResult result);

    private int Run(ParseResult result)
    {
        var output = result.GetValue(_output);
        if (output is "") throw new UserErrorException("-o needs the name of a file.", ExitCodes.Usage);
        if (TarsFile.Read(result.GetRequiredValue(_file)) is not { } file) return ExitCodes.Failure;
        string text;
        try
        {
            text = Write(file, result);
        }
        catch (IdlException exception)
        {
            throw new UserErrorException(exception.Message, ExitCodes.Failure, exception);
        }
        if (output is null) Console.Out.Write(text);
        else OutputFile.Write(output, Encoding.UTF8.GetBytes(text));
        return 0;
    }
}
