using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>
/// Binds imports to exports (spec 4.5.4) and numbers functions, memories, tables, globals and signatures program-wide. Types and upper
/// limits are checked here; whether a memory or table has the minimum size is known when the instance is created, because it may have
/// grown by then.
/// </summary>
internal sealed class Linker
{
    private const ulong MemoryStride = 16UL << 30, TableStride = 64UL << 30, TableBase = 0x1000_0000_0000;
    private const int MaximumMemories = (int)(TableBase / MemoryStride), MaximumTables = 1700;
    /// <summary>Where a process has memory 0, whose place in a virtual machine is 0: the first address that a memory region can have.</summary>
    public const ulong FirstMemoryOfProcess = 2UL << 20;
    private const ulong PageLimit = 65536;
    /// <summary>Most elements a table may grow to: what V8 and SpiderMonkey allow; 160 MB of entries.</summary>
    public const ulong ElementLimit = 10_000_000;

    private readonly ulong _maximumMemory;
    private readonly List<LinkedInstance> _instances = [];
    private readonly List<HostFunctionImport> _hostImports = [];
    private readonly Dictionary<HostFunctionImport, int> _hostImportNumbers = [];
    private readonly List<(MemoryType Type, ulong Maximum)> _memories = [];
    private readonly List<(TableType Type, ulong Maximum)> _tables = [];
    private readonly List<ProgramGlobal> _globals = [];
    private readonly Dictionary<FunctionType, int> _signatures = [];
    private readonly List<Dictionary<string, ExportEntry>> _exports = [];

    private Linker(ulong maximumMemory) => _maximumMemory = maximumMemory;

    /// <summary>A program of one module whose imports are functions of the host.</summary>
    /// <param name="module">Validated.</param>
    /// <param name="maximumMemory">Most bytes a memory may grow to, whatever it declares.</param>
    /// <param name="firstMemory">Guest address of memory 0.</param>
    /// <exception cref="WasmLinkException">An import that the host cannot provide, or a size beyond the limits.</exception>
    public static LinkedProgram Link(WasmModule module, ulong maximumMemory = 4UL << 30, ulong firstMemory = 0) =>
        Link([new LinkInput(module)], maximumMemory, firstMemory);

    /// <summary>A program of several modules, instantiated in this order.</summary>
    /// <exception cref="WasmLinkException">An import that is missing or of another type, or a size beyond the limits.</exception>
    public static LinkedProgram Link(IReadOnlyList<LinkInput> inputs, ulong maximumMemory = 4UL << 30, ulong firstMemory = 0)
    {
        var linker = new Linker(maximumMemory);
        foreach (var input in inputs) linker.Add(input);
        var memories = linker._memories.Count;
        return new LinkedProgram
        {
            Instances = [.. linker._instances],
            HostImports = [.. linker._hostImports],
            Memories = [.. linker._memories.Select((m, i) => new ProgramMemory(i, i == 0 ? firstMemory : (ulong)i * MemoryStride, m.Type) { MaximumPages = m.Maximum })],
            Tables = [.. linker._tables.Select((t, i) => new ProgramTable(memories + i, TableBase + (ulong)i * TableStride, t.Type) { MaximumElements = t.Maximum })],
            Globals = [.. linker._globals],
            Signatures = [.. linker._signatures.OrderBy(s => s.Value).Select(s => s.Key)],
        };
    }

    private void Add(LinkInput input)
    {
        var module = input.Module;
        var functions = new List<FunctionReference>(module.FunctionTypes.Length);
        List<int> memories = [], tables = [], globals = [];
        foreach (var type in module.Types)
        {
            if (type.Composite is FunctionType function) _signatures.TryAdd(function, _signatures.Count);
        }

        foreach (var import in module.Imports)
        {
            if (!input.Instances.TryGetValue(import.Module, out var number))
            {
                functions.Add(FunctionReference.Host(HostImport(module, import)));
                continue;
            }
            var (exporter, export) = FindExport(import, number);
            switch (import.Kind)
            {
                case ExternalKind.Function:
                    Check(exporter.Module.TypeOf(export.Index), module.FunctionTypeAt(import.FunctionTypeIndex), import);
                    functions.Add(exporter.Functions[export.Index]);
                    break;
                case ExternalKind.Memory:
                    CheckMaximum(exporter.Module.Memories[export.Index].Limits, import.Memory.Limits, import);
                    memories.Add(exporter.Memories[export.Index]);
                    break;
                case ExternalKind.Table:
                    Check(exporter.Module.Tables[export.Index].Element, import.Table.Element, import);
                    CheckMaximum(exporter.Module.Tables[export.Index].Limits, import.Table.Limits, import);
                    tables.Add(exporter.Tables[export.Index]);
                    break;
                case ExternalKind.Global:
                    Check(exporter.Module.Globals[export.Index], import.Global, import);
                    globals.Add(exporter.Globals[export.Index]);
                    break;
                default:
                    throw new WasmLinkException($"The import {Describe(import)} is of a kind that is not supported yet.");
            }
        }

        for (var i = functions.Count; i < module.FunctionTypes.Length; i++) functions.Add(new FunctionReference(_instances.Count, i));
        for (var i = memories.Count; i < module.Memories.Length; i++) memories.Add(DefineMemory(module.Memories[i]));
        for (var i = tables.Count; i < module.Tables.Length; i++) tables.Add(DefineTable(module.Tables[i]));
        for (var i = globals.Count; i < module.Globals.Length; i++)
        {
            globals.Add(_globals.Count);
            _globals.Add(new ProgramGlobal(_globals.Count, module.Globals[i], _instances.Count));
        }

        _exports.Add(module.Exports.ToDictionary(e => e.Name));
        _instances.Add(new LinkedInstance
        {
            Index = _instances.Count, Module = module, Functions = [.. functions], Memories = [.. memories], Tables = [.. tables], Globals = [.. globals],
        });
    }

    private int HostImport(WasmModule module, ImportEntry import)
    {
        if (import.Kind != ExternalKind.Function)
            throw new WasmLinkException($"The module imports the {Noun(import.Kind)} {Describe(import)}; a host provides functions only, so the module must define it itself.");
        var type = module.FunctionTypeAt(import.FunctionTypeIndex);
        if (type.Parameters.Length > GuestSignature.MaximumSlots || type.Results.Length > GuestSignature.MaximumSlots)
            throw new WasmLinkException($"The imported function {Describe(import)} has more than {GuestSignature.MaximumSlots} parameters or results, the most that a host function can have.");
        var entry = new HostFunctionImport(import.Module, import.Name, type);
        if (!_hostImportNumbers.TryGetValue(entry, out var number))
        {
            _hostImportNumbers.Add(entry, number = _hostImports.Count);
            _hostImports.Add(entry);
        }
        return number;
    }

    private (LinkedInstance Exporter, ExportEntry Export) FindExport(ImportEntry import, int number)
    {
        if ((uint)number >= (uint)_instances.Count) throw new WasmLinkException($"The import {Describe(import)} is bound to instance {number}, which does not come before it.");
        if (!_exports[number].TryGetValue(import.Name, out var export)) throw new WasmLinkException($"unknown import: {Describe(import)} is not exported.");
        if (export.Kind != import.Kind)
            throw new WasmLinkException($"incompatible import type: {Describe(import)} is imported as a {Noun(import.Kind)} and exported as a {Noun(export.Kind)}.");
        return (_instances[number], export);
    }

    private static void Check<T>(T exported, T imported, ImportEntry import) where T : notnull
    {
        if (!exported.Equals(imported)) throw new WasmLinkException($"incompatible import type: {Describe(import)} is imported as {imported} and exported as {exported}.");
    }

    /// <summary>Spec 4.5.4.2 without the minimum; a declared maximum below the minimum wanted can never be met.</summary>
    private static void CheckMaximum(Limits exported, Limits imported, ImportEntry import)
    {
        if (imported.Maximum is { } wanted && !(exported.Maximum <= wanted) || exported.Maximum < imported.Minimum)
            throw new WasmLinkException($"incompatible import type: {Describe(import)} is imported with limits {Text(imported)} and exported with {Text(exported)}.");
    }

    private int DefineMemory(MemoryType type)
    {
        if (_memories.Count == MaximumMemories) throw new WasmLinkException($"The program has more than {MaximumMemories} memories.");
        var most = Math.Min(type.Limits.Maximum ?? PageLimit, Math.Min(PageLimit, _maximumMemory >> 16));
        if (type.Limits.Minimum > most)
            throw new WasmLinkException($"A memory wants {type.Limits.Minimum << 16:#,0} bytes at the start; the limit is {most << 16:#,0}.");
        _memories.Add((type, most));
        return _memories.Count - 1;
    }

    private int DefineTable(TableType type)
    {
        if (_tables.Count == MaximumTables) throw new WasmLinkException($"The program has more than {MaximumTables} tables.");
        if (type.Limits.Minimum > ElementLimit)
            throw new WasmLinkException($"A table wants {type.Limits.Minimum:#,0} elements at the start; the limit is {ElementLimit:#,0}.");
        _tables.Add((type, Math.Min(type.Limits.Maximum ?? ElementLimit, ElementLimit)));
        return _tables.Count - 1;
    }

    private static string Describe(ImportEntry import) => $"{ModuleText.Quote(import.Module)} {ModuleText.Quote(import.Name)}";
    private static string Noun(ExternalKind kind) => kind.ToString().ToLowerInvariant();
    private static string Text(Limits limits) => limits.Maximum is { } most ? $"{limits.Minimum}..{most}" : $"{limits.Minimum}..";
}
