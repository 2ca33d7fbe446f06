using System.CommandLine;
using Microlight.Cli.Arguments;
using Microlight.Cli.Running;
using Microlight.Wasm;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight compile FILE -o IMAGE</c>.</summary>
internal sealed class CompileCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A .wasm file." };

    private readonly Option<string> _output = new("--output", "-o") { Description = "The image to write.", HelpName = "IMAGE", Required = true };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = "What the image is to run under; an image for a process runs in a virtual machine too. By default what 'run' would use here.",
        HelpName = IsolationChoice.Values,
    };

    public CompileCommand()
        : base("compile", "Compile a WebAssembly module to an image that 'run' starts at once.")
    {
        Arguments.Add(_file);
        Options.Add(_output);
        Options.Add(_isolation);
        SetAction(result => Compile(result.GetRequiredValue(_file), result.GetRequiredValue(_output), IsolationChoice.Parse(result.GetValue(_isolation))));
    }

    private static int Compile(string file, string output, Isolation? isolation)
    {
        if (output.Length == 0) throw new UserErrorException("-o needs the name of a file.", ExitCodes.Usage);
        var source = ProgramFile.Read(file);
        if (source.Kind != ProgramKind.Module)
            throw new UserErrorException($"'{file}' is not a WebAssembly module but a compiled image; 'microlight run' takes it as it is.");
        var options = new WasmCompilerOptions { Isolation = IsolationChoice.Resolve(isolation, out _) };
        var image = ProgramFile.Naming(file, () => CompileProgressDisplay.While(progress => WasmCompiler.Compile(source.Bytes, options, progress)));
        WriteWhole(output, image);
        return 0;
    }

    /// <summary>Writes a file beside the target and moves it there: whatever happens, the target is the old file or the whole new one.</summary>
    private static void WriteWhole(string path, byte[] bytes)
    {
        if (Directory.Exists(path)) throw new UserErrorException($"'{path}' is a directory; -o needs the name of a file.");
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            File.WriteAllBytes(partial, bytes);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(partial);
            throw new UserErrorException($"'{path}' cannot be written: {ProgramFile.Reason(exception)}.", ExitCodes.Failure, exception);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure to write is what the user hears about.
        }
    }
}
