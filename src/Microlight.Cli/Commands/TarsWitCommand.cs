using System.CommandLine;
using Microlight.Cli.Running;
using Microlight.Tars.Idl;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight tars wit FILE [--interface NAME] [--with-call] [-o FILE]</c>.</summary>
internal sealed class TarsWitCommand : TarsWriterCommand
{
    private readonly Option<string?> _interface = new("--interface") { Description = "The interface, where the file has several.", HelpName = "NAME" };

    private readonly Option<string?> _withCall = new("--with-call")
    {
        Description = "Import microlight:tars/call: the context of a call, and replies with a code.",
        Arity = ArgumentArity.Zero,
    };

    public TarsWitCommand()
        : base("wit", "Write the WIT world that a component exports to be the servant of an interface.")
    {
        Options.Add(_interface);
        Options.Add(_withCall);
    }

    protected override string Write(TarsFile file, ParseResult result) =>
        WitWriter.Write(file.GetInterface(result.GetValue(_interface)), file.Name, withCall: result.GetResult(_withCall) is not null);
}
