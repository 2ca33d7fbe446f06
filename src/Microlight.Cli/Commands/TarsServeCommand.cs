using System.CommandLine;
using Microlight.Cli.Arguments;
using Microlight.Cli.Serving;
using Microlight.Tars;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight tars serve --tars TARS --obj OBJECT [options] FILE</c>.</summary>
internal sealed class TarsServeCommand : Command
{
    private readonly Option<string> _tars = new("--tars") { Description = "The .tars file with the interface; those that it includes are looked for beside it.", HelpName = "TARS", Required = true };

    private readonly Option<string?> _interface = new("--interface") { Description = "The interface, where the file has several.", HelpName = "NAME" };

    private readonly Option<string> _object = new("--obj")
    {
        Description = "The object and where it listens: 'App.Server.Obj@tcp -h 127.0.0.1 -p 10003 -t 60000', endpoints joined by colons. Port 0 is any free one.",
        HelpName = "OBJECT",
        Required = true,
    };

    private readonly ServingArguments _serving = new("call", overload: "the code -9", timeout: "the code -7");

    private readonly Argument<string> _file = new("FILE") { Description = "A component that exports the interface as 'tars wit' writes it, or an image made of one by 'compile'." };

    public TarsServeCommand()
        : base("serve", "Answer calls of TARS with a component, each instance in a micro virtual machine of its own.")
    {
        Options.Add(_tars);
        Options.Add(_interface);
        Options.Add(_object);
        _serving.AddTo(this);
        Arguments.Add(_file);
        SetAction(result => TarsComponentServer.Run(Read(result)));
    }

    private TarsServeSettings Read(ParseResult result) => new()
    {
        File = result.GetRequiredValue(_file),
        TarsFile = result.GetRequiredValue(_tars),
        Interface = result.GetValue(_interface),
        Object = ParseObject(result.GetRequiredValue(_object)),
        Serving = _serving.Read(result),
    };

    private static TarsObjectName ParseObject(string text)
    {
        try
        {
            var name = TarsObjectName.Parse(text);
            return name.Endpoints.All(e => e.Transport != TarsTransport.Ssl) ? name
                : throw new UserErrorException($"--obj: '{name.Name}' has an ssl endpoint; only tcp and udp are served.", ExitCodes.Usage);
        }
        catch (FormatException exception)
        {
            throw new UserErrorException($"--obj: {exception.Message}", ExitCodes.Usage, exception);
        }
    }
}
