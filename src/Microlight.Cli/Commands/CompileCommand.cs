using System.CommandLine;
using Microlight.Cli.Arguments;
using Microlight.Cli.Running;
using Microlight.Wasm;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight compile FILE -o IMAGE</c>.</summary>
internal sealed class CompileCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A .wasm or .wat file." };

    private readonly Option<string> _output = new("--output", "-o") { Description = "The image to write.", HelpName = "IMAGE", Required = true };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = "What the image is to run under; an image for a process runs in a virtual machine too. By default what 'run' would use here.",
        HelpName = IsolationChoice.Values,
    };

    private readonly CompilerArguments _compiler = new();

    public CompileCommand()
        : base("compile", "Compile a WebAssembly module or component to an image that 'run' starts at once.")
    {
        Arguments.Add(_file);
        Options.Add(_output);
        Options.Add(_isolation);
        _compiler.AddTo(this);
        SetAction(result => Compile(result.GetRequiredValue(_file), result.GetRequiredValue(_output), _compiler.Read(result) with
        {
            Isolation = IsolationChoice.Resolve(IsolationChoice.Parse(result.GetValue(_isolation)), out _),
        }));
    }

    private static int Compile(string file, string output, WasmCompilerOptions options)
    {
        if (output.Length == 0) throw new UserErrorException("-o needs the name of a file.", ExitCodes.Usage);
        var source = ProgramFile.Read(file);
        if (source.Kind != ProgramKind.Module)
            throw new UserErrorException($"'{file}' is not a WebAssembly module but a compiled image; 'microlight run' takes it as it is.");
        var image = ProgramFile.Naming(file, () => CompileProgressDisplay.While(progress => WasmCompiler.Compile(source.Bytes, options, progress)));
        OutputFile.Write(output, image);
        return 0;
    }
}
