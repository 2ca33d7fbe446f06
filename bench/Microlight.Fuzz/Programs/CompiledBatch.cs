using Microlight.Wasm;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Execution;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Validation;

namespace Microlight.Fuzz.Programs;

/// <summary>Generated modules compiled to one image and run in one sandbox, each as an instance of its own.</summary>
internal sealed class CompiledBatch : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    private readonly GuestImage _image;
    private readonly Sandbox _sandbox;
    private readonly Dictionary<string, GuestFunction> _functions;
    private readonly Dictionary<(int Instance, string Name), GuestFunction> _exports = [];

    /// <exception cref="WasmModuleException">A module was refused.</exception>
    /// <exception cref="WasmCompilationException">The code generator failed.</exception>
    public CompiledBatch(IReadOnlyList<GeneratedModule> modules, bool optimized = true)
    {
        var options = new WasmCompilerOptions { Parallelism = 1, DebugInformation = DebugInformation.None };
        var program = Linker.Link([.. modules.Select(m => new LinkInput(Validate(m.Bytes)))], firstMemory: options.FirstMemory);
        _image = GuestImage.FromBytes(WasmCompiler.Compile(program, options, optimized: optimized), "batch");
        try
        {
            var functions = new HostFunctions();
            functions.Add(new ImportName(ModuleGenerator.HostModule, ModuleGenerator.HostName), (int a, long b) => ModuleGenerator.Mix(a, b));
            _sandbox = Sandbox.Create(_image, new SandboxOptions { HostFunctions = functions, CallTimeout = CallTimeout });
        }
        catch
        {
            _image.Dispose();
            throw;
        }
        _functions = _image.Functions.ToDictionary(f => f.Name);
        foreach (var export in ImageManifest.Parse(_image.GetSection(ImageManifest.SectionName).Span, _image.Name).Exports)
            if (export.Function is { } function) _exports[(export.Instance, export.Name)] = _functions[function];
    }

    public static WasmModule Validate(byte[] bytes)
    {
        var module = ModuleDecoder.Decode(bytes);
        ModuleValidator.Validate(module);
        return module;
    }

    /// <summary>Instantiates a module of the batch and calls its exports in their order.</summary>
    public string[] Run(int instance, int calls)
    {
        var start = Call(_functions[WasmInstance.InitializerName(instance)]);
        return start != Outcome.Returned([]) ? [start] : [.. Enumerable.Range(0, calls).Select(i => Call(_exports[(instance, $"c{i}")]))];
    }

    public void Dispose()
    {
        _sandbox.Dispose();
        _image.Dispose();
    }

    private string Call(GuestFunction function)
    {
        var results = new GuestValue[function.Signature.Results.Count];
        try
        {
            _sandbox.Invoke(function, [], results);
            return Outcome.Returned(results);
        }
        catch (GuestTrapException e)
        {
            var kind = TrapTranslator.KindOf(e, _sandbox);
            _sandbox.ContinueAfterTrap();
            return Outcome.Trapped(kind, e.Message);
        }
    }
}
