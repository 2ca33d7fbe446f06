using System.CommandLine;
using System.Globalization;
using Microlight.Cli.Arguments;
using Microlight.Cli.Running;
using Microlight.Wasm;
using Microlight.Wasm.Disassembly;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight objdump FILE</c>: the machine code of a module or image.</summary>
internal sealed class ObjdumpCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A WebAssembly module or a compiled image." };

    private readonly Option<string[]> _functions = new("--function")
    {
        Description = "Only this function, by name or index; may be repeated.",
        HelpName = "NAME|INDEX",
    };

    // Strings without arguments, as CacheArguments has them.
    private readonly Option<string?> _all = new("--all") { Description = "Also the stubs and helpers that are not the module's own.", Arity = ArgumentArity.Zero };

    private readonly Option<string?> _bytes = new("--bytes") { Description = "Also the bytes of each instruction.", Arity = ArgumentArity.Zero };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = "What to compile a module for; by default what 'run' would use here.",
        HelpName = IsolationChoice.Values,
    };

    private readonly CompilerArguments _compiler = new();

    public ObjdumpCommand()
        : base("objdump", "Show the machine code that a module is compiled to.")
    {
        Arguments.Add(_file);
        foreach (var option in (Option[])[_functions, _all, _bytes, _isolation]) Options.Add(option);
        _compiler.AddTo(this);
        SetAction(Show);
    }

    private int Show(ParseResult result)
    {
        var file = result.GetRequiredValue(_file);
        var source = ProgramFile.Read(file);
        var isolation = IsolationChoice.Resolve(IsolationChoice.Parse(result.GetValue(_isolation)), out _);
        var image = source.Kind == ProgramKind.Image
            ? source.Bytes
            : ProgramFile.Naming(file, () => CompileProgressDisplay.While(progress => WasmCompiler.Compile(source.Bytes, _compiler.Read(result) with { Isolation = isolation }, progress)));
        using var guest = GuestImage.FromBytes(image, file);
        var listing = new CodeListing(guest);
        var names = result.GetValue(_functions) ?? [];
        var all = result.GetResult(_all) is not null;
        var bytes = result.GetResult(_bytes) is not null;
        IEnumerable<CodeFunction> shown = all ? [.. listing.Functions, .. listing.Helpers] : listing.Functions;
        if (names.Length > 0) shown = names.SelectMany(name => Find(listing, name, all, file)).Distinct();

        // One write per buffer, not per line; what reads may stop reading (head).
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 65536);
        var first = true;
        foreach (var function in shown)
        {
            if (!first) output.WriteLine();
            first = false;
            listing.Write(function, output, bytes);
        }
        return 0;
    }

    private static CodeFunction[] Find(CodeListing listing, string name, bool all, string file)
    {
        IEnumerable<CodeFunction> functions = all ? [.. listing.Functions, .. listing.Helpers] : listing.Functions;
        var found = functions.Where(f => f.Name == name).ToArray();
        if (found.Length == 0 && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) found = [.. functions.Where(f => f.Index == index)];
        return found.Length > 0 ? found : throw new UserErrorException($"'{file}' defines no function '{name}'.");
    }
}
