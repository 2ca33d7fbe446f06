using System.CommandLine;
using System.Globalization;
using Microlight.Cli.Arguments;
using Microlight.Cli.Running;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight run [options] FILE [ARGS…]</c>.</summary>
internal sealed class RunCommand : Command
{
    private readonly WasiArguments _wasi = new();

    private readonly Option<string?> _invoke = new("--invoke")
    {
        Description = "Call this export with ARGS and print its results; of a component a call with its arguments, as 'interface.func(\"x\", {a: 1})'.",
        HelpName = "NAME|CALL",
    };

    // Strings, parsed here: options over structs are generic code that no assembly has precompiled, about 5 ms of every start.
    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "Stop the program after this time: 500ms, 5s, 2m.",
        HelpName = "DURATION",
    };

    private readonly Option<string?> _maximumMemory = new("--max-memory")
    {
        Description = "The most that each memory of the program may grow to: 65536, 64K, 256M, 2G.",
        HelpName = "SIZE",
    };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = "What keeps the program from this machine: a virtual machine, a process (weaker), or the former if there can be one.",
        HelpName = IsolationChoice.Values,
    };

    private readonly Option<string?> _isolateComponents = new("--isolate-components")
    {
        Description = "Give each component of a composed one a virtual machine of its own.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _debuggerPort = new("--gdb")
    {
        Description = "Wait for gdb on this port of 127.0.0.1 (0: any free one) before the program starts. FILE must be an image.",
        HelpName = "PORT",
    };

    private readonly Option<string?> _coreDumps = new("--core-dump")
    {
        Description = "Leave a core dump for gdb in this directory if the program traps.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _maximumTotalMemory = new("--max-total-memory")
    {
        Description = "The most that all memories and tables of the program may grow to together.",
        HelpName = "SIZE",
    };

    private readonly Option<string?> _stackSize = new("--stack-size")
    {
        Description = "Bytes of the program's stack, 8M unless set, at most 256M.",
        HelpName = "SIZE",
    };

    private readonly CompilerArguments _compiler = new();

    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "At its end, print on standard error in which functions the program spent its time.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _profileStacks = new("--profile-stacks")
    {
        Description = "At its end, write where the program spent its time to FILE, stack by stack, for flame graphs.",
        HelpName = "FILE",
    };

    private readonly CacheArguments _cache = new();

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "A .wasm or .wat file, or an image made by 'compile'. What follows it are the program's own arguments.",
    };

    public RunCommand()
        : base("run", "Run a WebAssembly program, or an image made by 'compile', in a micro virtual machine.")
    {
        _wasi.AddTo(this);
        Options.Add(_invoke);
        Options.Add(_timeout);
        Options.Add(_maximumMemory);
        Options.Add(_maximumTotalMemory);
        Options.Add(_stackSize);
        _compiler.AddTo(this);
        Options.Add(_isolation);
        Options.Add(_isolateComponents);
        Options.Add(_debuggerPort);
        Options.Add(_coreDumps);
        Options.Add(_profile);
        Options.Add(_profileStacks);
        _cache.AddTo(this);
        Arguments.Add(_file);
        SetAction(result => Microlight.Cli.Running.Program.Run(Read(result)));
    }

    /// <summary>What stands after FILE on the command line.</summary>
    public string[] ProgramArguments { get; set; } = [];

    private RunSettings Read(ParseResult result)
    {
        var file = result.GetRequiredValue(_file);
        if (file.StartsWith('-')) throw new UserErrorException($"'{file}' is not an option of run; 'microlight run --help' lists them.", ExitCodes.Usage);
        return new RunSettings
        {
            File = file,
            Arguments = ProgramArguments,
            Wasi = _wasi.Read(result),
            Invoke = result.GetValue(_invoke),
            Timeout = ParseDuration(result.GetValue(_timeout)),
            MaximumMemory = ParseSize(result.GetValue(_maximumMemory)),
            MaximumTotalMemory = ParseSize(result.GetValue(_maximumTotalMemory)),
            StackSize = ParseStackSize(result.GetValue(_stackSize)),
            Compiler = _compiler.Read(result),
            Isolation = IsolationChoice.Parse(result.GetValue(_isolation)),
            IsolatesComponents = result.GetResult(_isolateComponents) is not null,
            DebuggerPort = ParsePort(result.GetValue(_debuggerPort)),
            CoreDumpDirectory = result.GetValue(_coreDumps) is not "" and var directory
                ? directory
                : throw new UserErrorException("'--core-dump' needs a directory.", ExitCodes.Usage),
            PrintsProfile = result.GetResult(_profile) is not null,
            ProfileStacks = result.GetValue(_profileStacks) is not "" and var stacks
                ? stacks
                : throw new UserErrorException("'--profile-stacks' needs a file.", ExitCodes.Usage),
            Cache = _cache.Read(result),
        };
    }

    // One for each type: a generic one over structs would be compiled at every start.
    private static TimeSpan? ParseDuration(string? text) => text is null ? null : Duration.TryParse(text) ?? throw IsNot(text, "a duration such as 500ms, 5s or 2m");

    private static ulong? ParseSize(string? text) => text is null ? null : ByteSize.TryParse(text) ?? throw IsNot(text, "a size such as 256M or 2G");

    private static int? ParseStackSize(string? text) => text is null ? null
        : ByteSize.TryParse(text) is { } size && size % 4096 == 0 && size <= 256 << 20 ? (int)size : throw IsNot(text, "a stack's size: a multiple of 4K up to 256M");

    private static int? ParsePort(string? text) => text is null ? null
        : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : throw IsNot(text, "a port from 0 to 65535");

    private static UserErrorException IsNot(string text, string expected) => new($"'{text}' is not {expected}; 'microlight --help' shows the usage.", ExitCodes.Usage);
}
