using System.CommandLine;
using System.Globalization;
using System.Net;
using Microlight.Cli.Arguments;
using Microlight.Cli.Serving;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight serve [options] FILE</c>.</summary>
internal sealed class ServeCommand : Command
{
    private readonly Option<string?> _address = new("--addr") { Description = "Listen here, 127.0.0.1:8080 unless set. A port alone is one of 127.0.0.1; 0 is any free one.", HelpName = "[ADDRESS:]PORT" };

    private readonly Option<string?> _metrics = new("--metrics") { Description = "Serve metrics in Prometheus' format here.", HelpName = "[ADDRESS:]PORT" };

    private readonly Option<string?> _quiet = new("--no-access-log") { Description = "Do not write a line for each request.", Arity = ArgumentArity.Zero };

    private readonly ServingArguments _serving = new("request", overload: "503", timeout: "504");

    private readonly Argument<string> _file = new("FILE") { Description = "A component that exports wasi:http/incoming-handler, or an image made of one by 'compile'." };

    public ServeCommand()
        : base("serve", "Answer HTTP requests with a component, each instance in a micro virtual machine of its own.")
    {
        Options.Add(_address);
        Options.Add(_metrics);
        Options.Add(_quiet);
        _serving.AddTo(this);
        Arguments.Add(_file);
        SetAction(result => ComponentServer.Run(Read(result)));
    }

    private ServeSettings Read(ParseResult result) => new()
    {
        File = result.GetRequiredValue(_file),
        Address = Parse(result.GetValue(_address), "--addr") ?? new IPEndPoint(IPAddress.Loopback, 8080),
        Metrics = Parse(result.GetValue(_metrics), "--metrics"),
        WritesAccessLog = result.GetResult(_quiet) is null,
        Serving = _serving.Read(result),
    };

    /// <summary>A port alone is one of the loopback address: to be reached from elsewhere is to be asked for.</summary>
    private static IPEndPoint? Parse(string? text, string option)
    {
        if (text is null) return null;
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return new IPEndPoint(IPAddress.Loopback, port);
        var address = text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text["localhost".Length..] : text;
        return address.Contains(':') && IPEndPoint.TryParse(address, out var endPoint) && address.EndsWith($":{endPoint.Port}", StringComparison.Ordinal) ? endPoint
            : throw new UserErrorException($"'{option} {text}' must be a port, or an address and a port: 8080, 0.0.0.0:80, [::1]:8080.", ExitCodes.Usage);
    }
}
