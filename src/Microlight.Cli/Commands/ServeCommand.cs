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

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "What instances keep between two requests: nothing, and they are brought back (restore, unless set) or made anew (new); or everything (reuse).",
        HelpName = "restore|reuse|new",
    };

    private readonly Option<string?> _concurrency = new("--max-concurrency") { Description = "The most requests in the component at once, four for each processor unless set.", HelpName = "COUNT" };

    private readonly Option<string?> _queue = new("--max-queue") { Description = "The most requests that wait for those, 1024 unless set; others get 503.", HelpName = "COUNT" };

    private readonly Option<string?> _timeout = new("--timeout") { Description = "The most time that a request may take, 30s unless set; then it gets 504.", HelpName = "DURATION" };

    private readonly Option<string?> _drain = new("--drain") { Description = "The time that requests under way have to end when the server is stopped, 10s unless set.", HelpName = "DURATION" };

    private readonly Option<string?> _metrics = new("--metrics") { Description = "Serve metrics in Prometheus' format here.", HelpName = "[ADDRESS:]PORT" };

    private readonly Option<string?> _quiet = new("--no-access-log") { Description = "Do not write a line for each request.", Arity = ArgumentArity.Zero };

    private readonly Option<string?> _maximumMemory = new("--max-memory") { Description = "The most that each memory of an instance may grow to: 65536, 64K, 256M, 2G.", HelpName = "SIZE" };

    private readonly Option<string?> _maximumTotalMemory = new("--max-total-memory") { Description = "The most that all memories and tables of an instance may grow to together.", HelpName = "SIZE" };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = "What keeps the component from this machine: virtual machines, processes (weaker), or the former if there can be some.",
        HelpName = IsolationChoice.Values,
    };

    private readonly WasiArguments _wasi = new();
    private readonly CompilerArguments _compiler = new();
    private readonly CacheOptions _cache = new();

    private readonly Argument<string> _file = new("FILE") { Description = "A component that exports wasi:http/incoming-handler, or an image made of one by 'compile'." };

    public ServeCommand()
        : base("serve", "Answer HTTP requests with a component, each instance in a micro virtual machine of its own.")
    {
        Options.Add(_address);
        Options.Add(_policy);
        Options.Add(_concurrency);
        Options.Add(_queue);
        Options.Add(_timeout);
        Options.Add(_drain);
        Options.Add(_metrics);
        Options.Add(_quiet);
        _wasi.AddTo(this);
        Options.Add(_maximumMemory);
        Options.Add(_maximumTotalMemory);
        Options.Add(_isolation);
        _compiler.AddTo(this);
        _cache.AddTo(this);
        Arguments.Add(_file);
        SetAction(result => ComponentServer.Run(Read(result)));
    }

    private ServeSettings Read(ParseResult result) => new()
    {
        File = result.GetRequiredValue(_file),
        Address = Parse(result.GetValue(_address), "--addr") ?? new IPEndPoint(IPAddress.Loopback, 8080),
        Metrics = Parse(result.GetValue(_metrics), "--metrics"),
        Policy = result.GetValue(_policy) switch
        {
            null or "restore" => SandboxResetPolicy.RestoreOnReturn,
            "reuse" => SandboxResetPolicy.Reuse,
            "new" => SandboxResetPolicy.NewPerRent,
            var other => throw new UserErrorException($"'--policy {other}' must be one of restore, reuse and new.", ExitCodes.Usage),
        },
        MaximumConcurrency = Count(result.GetValue(_concurrency), "--max-concurrency", 1) ?? 4 * Environment.ProcessorCount,
        MaximumQueue = Count(result.GetValue(_queue), "--max-queue", 0) ?? 1024,
        RequestTimeout = Time(result.GetValue(_timeout), "--timeout") ?? TimeSpan.FromSeconds(30),
        DrainTimeout = Time(result.GetValue(_drain), "--drain") ?? TimeSpan.FromSeconds(10),
        WritesAccessLog = result.GetResult(_quiet) is null,
        Wasi = _wasi.Read(result),
        MaximumMemory = Size(result.GetValue(_maximumMemory), "--max-memory"),
        MaximumTotalMemory = Size(result.GetValue(_maximumTotalMemory), "--max-total-memory"),
        Isolation = IsolationChoice.Parse(result.GetValue(_isolation)),
        Compiler = _compiler.Read(result),
        Cache = _cache.Read(result),
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

    private static int? Count(string? text, string option, int least) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least ? count
        : throw new UserErrorException($"'{option} {text}' must be a number of at least {least}.", ExitCodes.Usage);

    private static TimeSpan? Time(string? text, string option) => text is null ? null
        : Duration.TryParse(text) ?? throw new UserErrorException($"'{option} {text}' must be a duration such as 500ms, 5s or 2m.", ExitCodes.Usage);

    private static ulong? Size(string? text, string option) => text is null ? null
        : ByteSize.TryParse(text) ?? throw new UserErrorException($"'{option} {text}' must be a size such as 256M or 2G.", ExitCodes.Usage);
}
