using Microlight.Wasm;
using Microlight.Wasm.Components;

namespace Microlight.Cli.Running;

/// <summary>A file that holds a program, read whole. A module in the text format (WasText) has become a binary one.</summary>
internal sealed record ProgramFile(string Path, ProgramKind Kind, byte[] Bytes, bool WasText)
{
    /// <exception cref="UserErrorException">It cannot be read, or is neither a module nor an image, or a text with an error in it.</exception>
    public static ProgramFile Read(string path)
    {
        if (path.Length == 0) throw new UserErrorException("FILE must not be empty.", ExitCodes.Usage);
        if (Directory.Exists(path)) throw new UserErrorException($"'{path}' is a directory, not a program.");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {Reason(exception)}.", ExitCodes.Failure, exception);
        }
        if (WasmText.IsText(bytes) || path.EndsWith(".wat", StringComparison.OrdinalIgnoreCase) && !IsBinary(bytes))
            return new ProgramFile(path, ProgramKind.Module, Naming(path, () => WasmText.Parse(bytes)), WasText: true);
        return new ProgramFile(path, KindOf(path, bytes), bytes, WasText: false);
    }

    /// <summary>The image, or what the file is compiled to or was before.</summary>
    public static GuestImage Load(ProgramFile file, WasmCompilerOptions compiler, WasmCache? cache, Isolation isolation, ulong? maximumMemory)
    {
        var name = System.IO.Path.GetFileName(file.Path);
        var options = Options(compiler, isolation, maximumMemory);
        return file.Kind == ProgramKind.Image
            ? GuestImage.FromBytes(file.Bytes, name)
            : Naming(file.Path, () => CompileProgressDisplay.While(progress => cache is not null
                ? cache.GetOrCompile(file.Bytes, name, options, progress)
                : GuestImage.FromBytes(WasmCompiler.Compile(file.Bytes, options, progress), name)));
    }

    /// <summary>The components that the file's was composed of, each for a sandbox of its own.</summary>
    public static ComponentComposition LoadComposition(ProgramFile file, WasmCompilerOptions compiler, WasmCache? cache, Isolation isolation, ulong? maximumMemory) =>
        Naming(file.Path, () => CompileProgressDisplay.While(progress =>
            ComponentComposition.Load(file.Bytes, System.IO.Path.GetFileName(file.Path), Options(compiler, isolation, maximumMemory), cache, progress)));

    /// <summary>Runs an action on this file's content; what it finds wrong with the content names the file.</summary>
    public static T Naming<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is WasmModuleException or WasmLinkException or WasmCompilationException)
        {
            throw new UserErrorException($"'{path}': {exception.Message}", ExitCodes.Failure, exception);
        }
    }

    /// <summary>Why the file system refused, without the path, which our sentence has already.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such directory",
        UnauthorizedAccessException => "permission denied",
        _ => exception.Message.TrimEnd('.'),
    };

    private static WasmCompilerOptions Options(WasmCompilerOptions compiler, Isolation isolation, ulong? maximumMemory) => compiler with
    {
        Isolation = isolation,
        // Less is the sandbox's to see to, so that one image serves.
        MaximumMemory = Math.Max(maximumMemory ?? 0, SandboxOptions.DefaultMaximumMemory),
    };

    private static bool IsBinary(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\0asm"u8) || bytes.StartsWith("\u007fELF"u8);

    private static ProgramKind KindOf(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\0asm"u8)) return ProgramKind.Module;
        if (bytes.StartsWith("\u007fELF"u8)) return ProgramKind.Image;
        var found = bytes.Length == 0 ? "the file is empty" : "its first bytes are those of neither";
        throw new UserErrorException($"'{path}' is not a WebAssembly module or a compiled image: {found}.");
    }
}
