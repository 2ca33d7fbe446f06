using System.Reflection;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Components.Adapters;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Components.Worlds;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm;

/// <summary>Turns WebAssembly, core modules and components, into a guest image: an ELF file for <see cref="GuestImage"/>, for CPUs like the one it runs on.</summary>
public static class WasmCompiler
{
    /// <summary>Bytes of machine code that ilc makes in a second or so of one CPU, per byte of module: for the progress estimate only.</summary>
    private const double ModuleBytesPerSecond = 500_000;

    /// <summary>Version of this compiler and of the code generator: part of every cache key and of every image.</summary>
    internal static string Version { get; } = string.Create(null, $"{typeof(WasmCompiler).Assembly.GetName().Version?.ToString(3)} ({GeneratorVersion()})");

    /// <summary>Compiles one module whose function imports are host functions, or a component (docs/components.md), whatever the bytes say they are.</summary>
    /// <param name="wasm">The binary format of a module (spec 5.5) or a component. Not to be changed until this returns.</param>
    /// <returns>The image. The same input, options and version give the same bytes.</returns>
    /// <exception cref="WasmMalformedException">The bytes are not a module.</exception>
    /// <exception cref="WasmInvalidException">The module breaks a validation rule.</exception>
    /// <exception cref="WasmUnsupportedException">The module uses a feature that this version does not compile.</exception>
    /// <exception cref="WasmLimitException">The module is beyond one of <see cref="WasmCompilerOptions.Limits"/> or a limit of this implementation.</exception>
    /// <exception cref="WasmLinkException">An import that hosts do not provide.</exception>
    /// <exception cref="WasmCompilationException">The code generator is missing, failed, or hit its limits twice.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static byte[] Compile(ReadOnlyMemory<byte> wasm, WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new WasmCompilerOptions();
        progress?.Report(new CompileProgress("Validating", 0));
        LimitCheck.Size(wasm.Length, options.Limits);
        if (ComponentDecoder.IsComponent(wasm.Span)) return CompileComponent(wasm, options, progress, cancellationToken);
        var module = ModuleDecoder.Decode(wasm);
        LimitCheck.Contents(module, options.Limits);
        ModuleValidator.Validate(module);
        cancellationToken.ThrowIfCancellationRequested();
        return Compile(Linker.Link(module, options.MaximumMemory, options.FirstMemory, options.Heap, options.Limits.TableElements), options, progress, cancellationToken);
    }

    internal static byte[] CompileComponent(ReadOnlyMemory<byte> wasm, WasmCompilerOptions options, IProgress<CompileProgress>? progress, CancellationToken cancellationToken)
    {
        var component = ComponentValidator.Validate(ComponentDecoder.Decode(wasm));
        cancellationToken.ThrowIfCancellationRequested();
        var graph = ComponentLinker.Link(component);
        foreach (var module in graph.CoreInstances.Select(i => i.Module).Distinct()) LimitCheck.Contents(module, options.Limits);
        var notes = new Dictionary<string, byte[]> { [WorldSection.Name] = WorldWriter.Write(component, graph) };
        return Compile(ComponentProgram.Link(graph, options, notes), options, progress, cancellationToken);
    }

    /// <summary>Compiles a linked program, every module of which is validated.</summary>
    /// <param name="optimized">Whether to try with optimisation first.</param>
    internal static byte[] Compile(LinkedProgram program, WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null,
        CancellationToken cancellationToken = default, CodeGeneratorFiles? files = null, bool optimized = true)
    {
        options ??= new WasmCompilerOptions();
        var generator = new CodeGenerator(files ?? CodeGeneratorFiles.Locate());
        var instructionSet = InstructionSets.Host;
        var expected = Math.Max(0.05, program.Instances.Sum(i => (double)i.Module.Bytes.Length) / ModuleBytesPerSecond / Environment.ProcessorCount);
        // On another thread, while this one waits for the generator: in a new process the assembler alone takes tens of milliseconds to load.
        var linker = Task.Run(ProgramImage.Begin, CancellationToken.None);
        // The retry is for modules that make the optimiser run away (codegen-time in some passes grows with the square of a function).
        var outcome = ChildOutcome.Succeeded;
        foreach (var optimize in (ReadOnlySpan<bool>)(optimized ? [true, false] : [false]))
        {
            progress?.Report(new CompileProgress("Translating", 0.05));
            var assembly = CilCompiler.Compile(program, optimize, options.Parallelism, cancellationToken, options.DeterministicRelaxedSimd);
            var stage = optimize ? "Generating code" : "Generating code without optimisation";
            progress?.Report(new CompileProgress(stage, 0.15));
            var code = generator.Generate(assembly, instructionSet, options,
                elapsed => progress?.Report(new CompileProgress(stage, 0.15 + 0.8 * (1 - Math.Exp(-elapsed.TotalSeconds / expected)))), out outcome, cancellationToken);
            if (outcome != ChildOutcome.Succeeded) continue;
            progress?.Report(new CompileProgress("Linking", 0.95));
            var image = ProgramImage.Build(program, assembly, code, instructionSet, options.DebugInformation, linker.GetAwaiter().GetResult());
            progress?.Report(new CompileProgress("Compiled", 1));
            return image;
        }
        throw new WasmCompilationException(outcome == ChildOutcome.OutOfTime
            ? $"The module takes longer to compile than the limit of {options.TimeLimit.TotalSeconds:0.###} s, even without optimisation; raise the time limit if you trust it."
            : $"The module takes more memory to compile than the limit of {options.MemoryLimit:#,0} bytes, even without optimisation; raise the memory limit if you trust it.");
    }

    private static string GeneratorVersion() => typeof(WasmCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => a.Key == "CodeGeneratorVersion")?.Value ?? throw new InvalidOperationException("The build did not record the code generator's version.");
}
