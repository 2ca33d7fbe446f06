using System.CommandLine;
using System.Text;
using Microlight.Cli.Running;
using Microlight.Tars.Idl;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight tars</c>: what a .tars file is in WIT, for components that are servants, and in JavaScript, for npm's @tars/rpc.</summary>
internal sealed class TarsCommand : Command
{
    public TarsCommand()
        : base("tars", "Turn interfaces of TARS into WIT worlds and JavaScript stubs.")
    {
        Subcommands.Add(new WriterCommand("wit", "Write the WIT world that a component exports to be the servant of an interface.", (file, name) => WitWriter.Write(file.GetInterface(name), file.Name), hasInterface: true));
        Subcommands.Add(new WriterCommand("js", "Write JavaScript stubs of clients and servants for npm's @tars/rpc.", (file, _) => JavaScriptWriter.Write(file.Document, file.Name), hasInterface: false));
    }

    private sealed class WriterCommand : Command
    {
        private readonly Argument<string> _file = new("FILE") { Description = "A .tars file; those that it includes are looked for beside it." };
        private readonly Option<string?> _interface = new("--interface") { Description = "The interface, where the file has several.", HelpName = "NAME" };
        private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write; by default standard output.", HelpName = "FILE" };

        public WriterCommand(string name, string description, Func<TarsFile, string?, string> write, bool hasInterface)
            : base(name, description)
        {
            Arguments.Add(_file);
            if (hasInterface) Options.Add(_interface);
            Options.Add(_output);
            SetAction(result => Run(write, result.GetRequiredValue(_file), hasInterface ? result.GetValue(_interface) : null, result.GetValue(_output)));
        }

        private static int Run(Func<TarsFile, string?, string> write, string path, string? name, string? output)
        {
            if (output is "") throw new UserErrorException("-o needs the name of a file.", ExitCodes.Usage);
            if (TarsFile.Read(path) is not { } file) return ExitCodes.Failure;
            string text;
            try
            {
                text = write(file, name);
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
}
