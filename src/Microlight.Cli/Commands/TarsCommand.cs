using System.CommandLine;
using System.Text;
using Microlight.Cli.Running;
using Microlight.Tars.Idl;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight tars wit|js FILE</c>: what a .tars file is in WIT, for components that are servants, and in JavaScript, for npm's @tars/rpc.</summary>
internal sealed class TarsCommand : Command
{
    public TarsCommand()
        : base("tars", "Turn interfaces of TARS into WIT worlds and JavaScript stubs.")
    {
        Subcommands.Add(new WriterCommand("wit", "Write the WIT world that a component exports to be the servant of an interface.", WriteWit, hasInterface: true));
        Subcommands.Add(new WriterCommand("js", "Write JavaScript stubs of clients and servants for npm's @tars/rpc.", (document, path, _) => JavaScriptWriter.Write(document, Path.GetFileName(path)), hasInterface: false));
    }

    private static string WriteWit(IdlDocument document, string path, string? name)
    {
        // Of the file itself, not of those that it includes.
        var interfaces = document.Definitions.OfType<IdlInterface>().Where(i => i.Position.File == path).ToList();
        var wanted = name is null ? interfaces : [.. interfaces.Where(i => i.Name == name || $"{i.Module}::{i.Name}" == name)];
        return wanted.Count switch
        {
            1 => WitWriter.Write(wanted[0], Path.GetFileName(path)),
            0 when name is not null => throw new UserErrorException($"'{path}' has no interface {name}; it has {(interfaces.Count == 0 ? "none" : string.Join(", ", interfaces.Select(i => i.Name)))}."),
            0 => throw new UserErrorException($"'{path}' has no interface."),
            _ => throw new UserErrorException($"'{path}' has several interfaces; choose one with --interface: {string.Join(", ", wanted.Select(i => $"{i.Module}::{i.Name}"))}.", ExitCodes.Usage),
        };
    }

    private sealed class WriterCommand : Command
    {
        private readonly Argument<string> _file = new("FILE") { Description = "A .tars file; those that it includes are looked for beside it." };
        private readonly Option<string?> _interface = new("--interface") { Description = "The interface, where the file has several.", HelpName = "NAME" };
        private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write; by default standard output.", HelpName = "FILE" };

        public WriterCommand(string name, string description, Func<IdlDocument, string, string?, string> write, bool hasInterface)
            : base(name, description)
        {
            Arguments.Add(_file);
            if (hasInterface) Options.Add(_interface);
            Options.Add(_output);
            SetAction(result => Run(write, result.GetRequiredValue(_file), hasInterface ? result.GetValue(_interface) : null, result.GetValue(_output)));
        }

        private static int Run(Func<IdlDocument, string, string?, string> write, string path, string? name, string? output)
        {
            if (output is "") throw new UserErrorException("-o needs the name of a file.", ExitCodes.Usage);
            var document = IdlDocument.Load([path], file => File.Exists(file) ? File.ReadAllText(file) : null);
            if (document.Errors.Count > 0)
            {
                foreach (var error in document.Errors) ErrorReport.Write(error.ToString());
                return ExitCodes.Failure;
            }
            string text;
            try
            {
                text = write(document, path, name);
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
