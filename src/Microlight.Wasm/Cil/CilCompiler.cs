using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>Turns a linked program into a CIL assembly: SSA per function, in parallel, then one assembly, the same bytes every time.</summary>
internal static class CilCompiler
{
    /// <param name="program">Linked, every module validated.</param>
    /// <param name="optimize">False marks every method NoOptimization: for the retry after the code generator ran out of time or memory.</param>
    /// <param name="parallelism">Threads at most; 0 for one per processor.</param>
    /// <param name="cancellationToken">Stops between functions.</param>
    /// <param name="isDeterministic">Relaxed vector instructions do what the deterministic profile prescribes.</param>
    public static CilAssembly Compile(LinkedProgram program, bool optimize = true, int parallelism = 0, CancellationToken cancellationToken = default, bool isDeterministic = false)
    {
        var metadata = new MetadataBuilder();
        var layout = new ProgramLayout(program);
        var tokens = new ProgramTokens(metadata, program, layout);
        var writer = new AssemblyWriter(metadata, tokens);
        var names = new Dictionary<string, string>();
        var largest = 0;

        foreach (var (instance, methods) in CompileFunctions(program, tokens, optimize, isDeterministic, parallelism, cancellationToken))
        {
            var nameOf = NamesOf(instance.Module);
            for (var i = 0; i < methods.Length; i++)
            {
                var index = instance.Module.ImportedFunctions + i;
                var symbol = ProgramLayout.Symbol(new FunctionReference(instance.Index, index));
                writer.Add(symbol, tokens.MethodSignature(instance.Module.TypeOf(index)), methods[i], optimize);
                names[symbol] = nameOf(index);
                largest = Math.Max(largest, methods[i].Size);
            }
        }
        for (var i = 0; i < program.HostImports.Length; i++)
        {
            var import = program.HostImports[i];
            var symbol = ProgramLayout.Symbol(FunctionReference.Host(i));
            writer.Add(symbol, tokens.MethodSignature(import.Type), StubWriter.Import(tokens, i, import.Type), optimize);
            names[symbol] = $"{import.Module}.{import.Name}";
        }
        writer.Import(RuntimeContract.TrapSymbol, tokens.MethodSignature(0x01, 0x08));
        writer.Import(RuntimeContract.HostCallSymbol, tokens.MethodSignature(0x01));
        foreach (var target in tokens.TailCalls.Functions) writer.Import(TailCalls.Symbol(target), tokens.MethodSignature(tokens.TypeOf(target)));
        foreach (var type in tokens.TailCalls.Types)
            writer.Import($"j{type}", TailCalls.JumpSymbol(tokens.Convention.Integers(tokens.TypeOf(type))), tokens.JumpSignature(type));
        if (program.Tags.Length > 0)
        {
            var exceptions = new ExceptionMethods(tokens, program);
            writer.Add("exception_catch", tokens.MethodSignature(0x0a), exceptions.Catch(), optimize);
            writer.Add("exception_throw", tokens.MethodSignature(0x01, 0x0a), exceptions.Throw(), optimize);
        }
        var functions = AddStubs(program, tokens, writer, names, optimize);
        var (assembly, positions) = writer.Finish(program);
        return new CilAssembly
        {
            Image = assembly,
            Positions = positions,
            Functions = functions,
            Descriptors = [.. layout.Descriptors],
            Data = layout.Data(),
            InitialMemory = [.. layout.InitialMemory],
            SymbolNames = names,
            HostImports = Array.ConvertAll(program.HostImports, i => (i.Module, i.Name, StubWriter.Signature(i.Type)
                ?? throw new WasmUnsupportedException($"a host function with more than {GuestSignature.MaximumSlots} parameters or results ({i.Module}.{i.Name})", -1))),
            Heap = layout.Heap,
            TailCallTargets = [.. tokens.TailCalls.Functions.Select(ProgramLayout.Symbol)],
            JumpCell = layout.JumpCell,
            LargestFunction = largest,
            MaximumTrackedLocals = TrackedLocals(largest),
        };
    }

    /// <summary>More tracked locals make middle-sized functions faster and giant ones slow to compile.</summary>
    private static int? TrackedLocals(int largest) => largest < 60_000 ? 4096 : null;

    private static List<(LinkedInstance Instance, CilMethod[] Methods)> CompileFunctions(LinkedProgram program, ProgramTokens tokens, bool optimize, bool isDeterministic, int parallelism, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism > 0 ? parallelism : Environment.ProcessorCount, CancellationToken = cancellationToken };
        var result = new List<(LinkedInstance, CilMethod[])>();
        foreach (var instance in program.Instances)
        {
            var context = new InstanceContext(tokens.Program, instance, isDeterministic);
            var methods = new CilMethod[instance.Module.Bodies.Length];
            Parallel.For(0, methods.Length, options, i => methods[i] = Compile(tokens, context, instance.Module.Bodies[i], optimize));
            result.Add((instance, methods));
        }
        return result;
    }

    private static CilMethod Compile(ProgramTokens tokens, InstanceContext context, FunctionBody body, bool optimize)
    {
        var function = IrBuilder.Build(context, body);
        IrPasses.Run(function);
        return FunctionWriter.Write(tokens, context.Instance.Index, function, optimize);
    }

    private static GuestFunctionEntry[] AddStubs(LinkedProgram program, ProgramTokens tokens, AssemblyWriter writer, Dictionary<string, string> names, bool optimize)
    {
        var functions = new List<GuestFunctionEntry>();
        var mailbox = tokens.MethodSignature(0x01, 0x0a);
        var before = new List<EntityHandle>();
        foreach (var instance in program.Instances)
        {
            var initializer = $"i{instance.Index}";
            writer.Add(initializer, mailbox, InitializerWriter.Write(tokens, instance, before), optimize);
            names[initializer] = "instantiation";
            if (instance.IsInternal)
            {
                before.Add(writer.Import($"n{instance.Index}", initializer, mailbox));
                continue;
            }
            before.Clear();
            functions.Add(new GuestFunctionEntry(WasmInstance.InitializerName(instance.Number), initializer, ">"));
            var stubs = new Dictionary<int, string>();
            foreach (var export in instance.Module.Exports)
            {
                if (export.Kind == ExternalKind.Global) AddGetter(program.Globals[instance.Globals[export.Index]]);
                if (export.Kind != ExternalKind.Function) continue;
                var type = program.Types.Function(program.TypeId(instance.Functions[export.Index]));
                // A function with more values than the mailbox has slots can be used by other modules, not by the host.
                if (StubWriter.Signature(type) is not { } signature) continue;
                if (!stubs.TryGetValue(export.Index, out var stub))
                {
                    stubs.Add(export.Index, stub = $"x{instance.Index}_{export.Index}");
                    // By its symbol, so that the code generator does not put the function into its stub: backtraces would lose the function's lines.
                    var symbol = ProgramLayout.Symbol(instance.Functions[export.Index]);
                    var function = writer.Import($"e{instance.Index}_{export.Index}", symbol, tokens.MethodSignature(type));
                    writer.Add(stub, mailbox, StubWriter.Export(tokens, function, type, tokens.Program.Throws.MayThrow(instance.Functions[export.Index])), optimize);
                    names[stub] = names[symbol];
                }
                functions.Add(new GuestFunctionEntry(WasmInstance.InitializerName(instance.Number) + export.Name, stub, signature));
                if (instance.Index == program.Instances.Length - 1) functions.Add(new GuestFunctionEntry(export.Name, stub, signature));
            }
        }
        if (program.Heap is not null)
        {
            writer.Add(ReleaseSymbol, mailbox, StubWriter.Release(tokens), optimize);
            names[ReleaseSymbol] = "release";
            functions.Add(new GuestFunctionEntry(WasmInstance.ReleaseName, ReleaseSymbol, "r>"));
        }
        return [.. functions];

        void AddGetter(ProgramGlobal global)
        {
            if (!global.Type.Type.IsReference || !names.TryAdd(GlobalGetters.Symbol(global.Index), "global")) return;
            writer.Add(GlobalGetters.Symbol(global.Index), mailbox, StubWriter.Global(tokens, global.Index, global.Type.Type), optimize);
        }
    }

    private const string ReleaseSymbol = "r0";

    /// <summary>From the name section, else of the first export, else by number.</summary>
    private static Func<int, string> NamesOf(WasmModule module)
    {
        var exports = new Dictionary<int, string>();
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function) exports.TryAdd(export.Index, export.Name);
        }
        return function => module.FunctionNames.GetValueOrDefault(function) ?? exports.GetValueOrDefault(function) ?? $"func[{function}]";
    }
}
