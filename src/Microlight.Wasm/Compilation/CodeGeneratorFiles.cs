namespace Microlight.Wasm.Compilation;

/// <summary>Where the code generator and the assemblies it compiles against are: the folder codegen/ beside this assembly.</summary>
internal sealed class CodeGeneratorFiles
{
    private CodeGeneratorFiles(string directory)
    {
        Generator = Path.Combine(directory, "ilc");
        SystemAssembly = Path.Combine(directory, "Microlight.Guest.System.dll");
        RuntimeAssembly = Path.Combine(directory, "Microlight.Guest.Wasm.dll");
    }

    public string Generator { get; }
    public string SystemAssembly { get; }
    public string RuntimeAssembly { get; }

    /// <exception cref="WasmCompilationException">A file is missing.</exception>
    public static CodeGeneratorFiles Locate() => LocateIn(Path.Combine(AppContext.BaseDirectory, "codegen"));

    internal static CodeGeneratorFiles LocateIn(string directory)
    {
        var files = new CodeGeneratorFiles(directory);
        foreach (var file in (string[])[files.Generator, files.SystemAssembly, files.RuntimeAssembly])
            if (!File.Exists(file))
                throw new WasmCompilationException($"The code generator's file {file} is missing; it belongs beside the application, where the build and 'dotnet publish' put it.");
        return files;
    }
}
