using System.CommandLine;
using System.Globalization;

namespace Microlight.Cli.Arguments;

/// <summary>
/// The options of every command that serves with a component: how its instances are kept, how many and for how long they run, what they are granted,
/// and how the component is compiled.
/// </summary>
/// <param name="call">What is served, in the singular: request, call.</param>
/// <param name="overload">What one gets for which there is no room.</param>
/// <param name="timeout">What one gets that takes too long.</param>
internal sealed class ServingArguments(string call, string overload, string timeout)
{
    private readonly Option<string?> _policy = new("--policy")
    {
        Description = $"What instances keep between two {call}s: nothing, and they are brought back (restore, unless set) or made anew (new); or everything (reuse).",
        HelpName = "restore|reuse|new",
    };

    private readonly Option<string?> _concurrency = new("--max-concurrency") { Description = $"The most {call}s in the component at once, four for each processor unless set.", HelpName = "COUNT" };

    private readonly Option<string?> _queue = new("--max-queue") { Description = $"The most {call}s that wait for those, 1024 unless set; others get {overload}.", HelpName = "COUNT" };

    private readonly Option<string?> _timeout = new("--timeout") { Description = $"The most time that a {call} may take, 30s unless set; then it gets {timeout}.", HelpName = "DURATION" };

    private readonly Option<string?> _cpu = new("--max-cpu") { Description = $"The most CPU time that a {call} may take, any unless set; then it gets {timeout}.", HelpName = "DURATION" };

    private readonly Option<string?> _drain = new("--drain") { Description = $"The time that {call}s under way have to end when the server is stopped, 10s unless set.", HelpName = "DURATION" };

    private readonly WasiArguments _wasi = new();

    private readonly Option<string?> _maximumMemory = new("--max-memory") { Description = "The most that each memory of an instance may grow to: 65536, 64K, 256M, 2G.", HelpName = "SIZE" };

    private readonly Option<string?> _maximumTotalMemory = new("--max-total-memory") { Description = "The most that all memories and tables of an instance may grow to together.", HelpName = "SIZE" };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = "What keeps the component from this machine: virtual machines, processes (weaker), or the former if there can be some.",
        HelpName = IsolationChoice.Values,
    };

    private readonly CompilerArguments _compiler = new();
    private readonly CacheArguments _cache = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_policy);
        command.Options.Add(_concurrency);
        command.Options.Add(_queue);
        command.Options.Add(_timeout);
        command.Options.Add(_cpu);
        command.Options.Add(_drain);
        _wasi.AddTo(command);
        command.Options.Add(_maximumMemory);
        command.Options.Add(_maximumTotalMemory);
        command.Options.Add(_isolation);
        _compiler.AddTo(command);
        _cache.AddTo(command);
    }

    /// <exception cref="UserErrorException">A value that means nothing.</exception>
    public ServingSettings Read(ParseResult result) => new()
    {
        Policy = result.GetValue(_policy) switch
        {
            null or "restore" => SandboxResetPolicy.RestoreOnReturn,
            "reuse" => SandboxResetPolicy.Reuse,
            "new" => SandboxResetPolicy.NewPerRent,
            var other => throw new UserErrorException($"'--policy {other}' must be one of restore, reuse and new.", ExitCodes.Usage),
        },
        MaximumConcurrency = Count(result, _concurrency, 1) ?? 4 * Environment.ProcessorCount,
        MaximumQueue = Count(result, _queue, 0) ?? 1024,
        Timeout = Time(result, _timeout) ?? TimeSpan.FromSeconds(30),
        MaximumCpu = Time(result, _cpu),
        DrainTimeout = Time(result, _drain) ?? TimeSpan.FromSeconds(10),
        Wasi = _wasi.Read(result),
        MaximumMemory = Size(result, _maximumMemory),
        MaximumTotalMemory = Size(result, _maximumTotalMemory),
        Isolation = IsolationChoice.Parse(result.GetValue(_isolation)),
        Compiler = _compiler.Read(result),
        Cache = _cache.Read(result),
    };

    private static int? Count(ParseResult result, Option<string?> option, int least) => result.GetValue(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least ? count
        : throw new UserErrorException($"'{option.Name} {text}' must be a number of at least {least}.", ExitCodes.Usage);

    private static TimeSpan? Time(ParseResult result, Option<string?> option) => result.GetValue(option) is not { } text ? null
        : Duration.TryParse(text) ?? throw new UserErrorException($"'{option.Name} {text}' must be a duration such as 500ms, 5s or 2m.", ExitCodes.Usage);

    private static ulong? Size(ParseResult result, Option<string?> option) => result.GetValue(option) is not { } text ? null
        : ByteSize.TryParse(text) ?? throw new UserErrorException($"'{option.Name} {text}' must be a size such as 256M or 2G.", ExitCodes.Usage);
}
