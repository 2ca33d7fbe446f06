using System.CommandLine;
using System.CommandLine.Parsing;
using Microlight.Wasm;

namespace Microlight.Cli.Arguments;

/// <summary>The options of every command that compiles: what is a <see cref="WasmCompilerOptions"/> apart from what the image is to run under.</summary>
internal sealed class CompilerArguments
{
    private readonly LimitOption _limits = new();

    private readonly Option<string?> _maximumHeap = new("--max-heap")
    {
        Description = "The most that the heap of a module with structs, arrays or exceptions may grow to, 4G unless set.",
        HelpName = "SIZE",
    };

    // A string without arguments: see CacheArguments.
    private readonly Option<string?> _source = new("-g", "--debug-info")
    {
        Description = "Backtraces name source files and lines, where the module carries them (DWARF).",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _deterministic = new("--deterministic-simd")
    {
        Description = "Relaxed vector instructions give the same results on every CPU.",
        Arity = ArgumentArity.Zero,
    };

    public void AddTo(Command command)
    {
        _limits.AddTo(command);
        command.Options.Add(_maximumHeap);
        command.Options.Add(_source);
        command.Options.Add(_deterministic);
    }

    public WasmCompilerOptions Read(ParseResult result)
    {
        var options = new WasmCompilerOptions
        {
            Limits = _limits.Read(result),
            DebugInformation = result.GetResult(_source) is null ? DebugInformation.Offsets : DebugInformation.Source,
            DeterministicRelaxedSimd = result.GetResult(_deterministic) is not null,
        };
        return result.GetValue(_maximumHeap) is { } heap ? options with { MaximumHeap = ReadHeap(heap) } : options;
    }

    private static ulong ReadHeap(string text) => ByteSize.TryParse(text) is { } size and >= 1 << 20 and <= 1UL << 40
        ? size
        : throw new UserErrorException($"'{text}' is not the size of a heap, from 1M to 1024G; 'microlight --help' shows the usage.", ExitCodes.Usage);
}
