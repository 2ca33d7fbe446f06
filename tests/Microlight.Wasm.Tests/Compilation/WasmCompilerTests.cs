using Microlight.Wasm.Binary;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Compilation;

/// <summary>From a module to an image: determinism, the retry, and what is said when nothing helps.</summary>
public sealed class WasmCompilerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("microlight-test-").FullName;

    /// <summary>(func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add) and an export with the empty name.</summary>
    private static byte[] Module { get; } = ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([WasmType.I32, WasmType.I32], [WasmType.I32])),
        ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0)),
        ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("add", ExternalKind.Function, 0), ModuleWriter.Export("", ExternalKind.Function, 0)),
        ModuleWriter.Section(SectionId.Code, ModuleWriter.Body((byte)Opcode.LocalGet, 0, (byte)Opcode.LocalGet, 1, (byte)Opcode.I32Add)));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static LinkedProgram Program
    {
        get
        {
            var module = ModuleDecoder.Decode(Module);
            ModuleValidator.Validate(module);
            return Linker.Link(module);
        }
    }

    /// <summary>The real generator behind a script, which may do what the real one does only for modules that take minutes.</summary>
    private CodeGeneratorFiles Generator(string script)
    {
        var real = Path.Combine(AppContext.BaseDirectory, "codegen");
        foreach (var file in Directory.GetFiles(real))
            if (Path.GetFileName(file) != "ilc") File.CreateSymbolicLink(Path.Combine(_root, Path.GetFileName(file)), file);
        var generator = Path.Combine(_root, "ilc");
        File.WriteAllText(generator, $"#!/bin/sh\nstate={_root}/state\n{script.Replace("REAL", Path.Combine(real, "ilc"))}\n");
        File.SetUnixFileMode(generator, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return CodeGeneratorFiles.LocateIn(_root);
    }

    [SkippableFact]
    public void A_module_compiles_to_the_same_bytes_every_time_and_runs()
    {
        var image = WasmCompiler.Compile(Module);
        Assert.True(image.AsSpan().SequenceEqual(WasmCompiler.Compile(Module, new WasmCompilerOptions { Parallelism = 1 })));
        using var loaded = GuestImage.FromBytes(image, "add");
        using var instance = WasmInstance.Create(loaded);
        Assert.Equal(42, instance.Invoke("add", [40, 2])[0].AsInt32());
        Assert.Equal(42, instance.Invoke("", [40, 2])[0].AsInt32());
        Assert.Equal(["add", ""], instance.Exports.Select(e => e.Name));
    }

    [Theory]
    [InlineData("struct.10")]
    [InlineData("throw_ref.0")]
    [InlineData("return_call_indirect.0")]
    [InlineData("br_if.0")]
    public void Every_feature_compiles_to_the_same_bytes_with_any_number_of_threads(string name)
    {
        var wasm = File.ReadAllBytes(Fixtures.Modules.Single(m => Path.GetFileNameWithoutExtension(m) == name));
        var image = WasmCompiler.Compile(wasm, new WasmCompilerOptions { Parallelism = 1 });
        foreach (var threads in (int[])[2, 4])
            Assert.True(image.AsSpan().SequenceEqual(WasmCompiler.Compile(wasm, new WasmCompilerOptions { Parallelism = threads })));
    }

    /// <summary>5,000 blocks, each left early if the parameter is not 0 and changing it at its end: 5 GB in a pass that goes by pairs of blocks.</summary>
    [Fact]
    public void Deep_nesting_takes_no_memory_out_of_proportion()
    {
        const int Depth = 5000;
        ReadOnlySpan<byte> end = [(byte)Opcode.LocalGet, 0, (byte)Opcode.BrIf, 0, (byte)Opcode.LocalGet, 0, (byte)Opcode.I32Const, 3, (byte)Opcode.I32Add, (byte)Opcode.LocalSet, 0, (byte)Opcode.End];
        var code = new List<byte>();
        for (var i = 0; i < Depth; i++) code.AddRange([(byte)Opcode.Block, 0x40]);
        for (var i = 0; i < Depth; i++) code.AddRange(end);
        var wasm = ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([WasmType.I32], [])),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0)),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("run", ExternalKind.Function, 0)),
            ModuleWriter.Section(SectionId.Code, ModuleWriter.Body([.. code])));
        var stages = new List<string>();
        WasmCompiler.Compile(wasm, new WasmCompilerOptions { MemoryLimit = 256 << 20 }, new Recorder(stages));
        Assert.DoesNotContain("Generating code without optimisation", stages);
    }

    [Fact]
    public void When_the_time_limit_is_hit_it_is_tried_without_optimisation()
    {
        var files = Generator("if [ -e $state ]; then exec REAL \"$@\"; fi; touch $state; exec sleep 1000");
        var stages = new List<string>();
        var image = WasmCompiler.Compile(Program, new WasmCompilerOptions { TimeLimit = TimeSpan.FromSeconds(5) }, new Recorder(stages), default, files);
        using var loaded = GuestImage.FromBytes(image, "add");
        Assert.Contains(loaded.Functions, f => f.Name == "add");
        Assert.Contains("Generating code without optimisation", stages);
    }

    [Fact]
    public void When_nothing_helps_the_limit_is_named()
    {
        var options = new WasmCompilerOptions { TimeLimit = TimeSpan.FromMilliseconds(100), MemoryLimit = 24 << 20 };
        var time = Assert.Throws<WasmCompilationException>(() => WasmCompiler.Compile(Program, options, files: Generator("exec sleep 1000")));
        Assert.Contains("limit of 0.1 s", time.Message);
        Directory.Delete(_root, true);
        Directory.CreateDirectory(_root);
        var memory = Assert.Throws<WasmCompilationException>(() => WasmCompiler.Compile(Program, options with { TimeLimit = TimeSpan.FromMinutes(1) },
            files: Generator("""exec awk 'BEGIN { s = "aaaaaaaaaaaaaaaa"; while (1) s = s s }'""")));
        Assert.Contains("limit of 25,165,824 bytes", memory.Message);
    }

    [Fact]
    public void An_error_of_the_generator_is_passed_on()
    {
        var error = Assert.Throws<WasmCompilationException>(() => WasmCompiler.Compile(Program, files: Generator("echo something is wrong >&2; exit 1")));
        Assert.Contains("exit code 1: something is wrong", error.Message);
    }

    [Fact]
    public void A_missing_generator_is_named() =>
        Assert.Contains("is missing", Assert.Throws<WasmCompilationException>(() => CodeGeneratorFiles.LocateIn(_root)).Message);

    [Fact]
    public void Cancelling_stops_the_generator_and_leaves_no_files()
    {
        var files = Generator("echo $PWD > $state; exec sleep 1000");
        using var source = new CancellationTokenSource();
        var task = Task.Run(() => WasmCompiler.Compile(Program, cancellationToken: source.Token, files: files));
        var state = Path.Combine(_root, "state");
        while (!File.Exists(state) || File.ReadAllText(state).Length == 0) Thread.Sleep(10);
        var directory = File.ReadAllText(state).Trim();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => task.GetAwaiter().GetResult());
        Assert.StartsWith("microlight-", Path.GetFileName(directory));
        Assert.False(Directory.Exists(directory));
    }

    private sealed class Recorder(List<string> stages) : IProgress<CompileProgress>
    {
        public void Report(CompileProgress value)
        {
            lock (stages) stages.Add(value.Stage);
        }
    }
}
