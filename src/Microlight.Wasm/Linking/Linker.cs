using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Linking;

/// <summary>
/// Binds imports to exports (spec 4.5.4) and numbers functions, memories, tables, globals, tags and types program-wide. Types and upper
/// limits are checked here; whether a memory or table has the minimum size is known when the instance is created, because it may have
/// grown by then.
/// </summary>
internal sealed class Linker
{
    private const ulong TableStride = 64UL << 30;
    /// <summary>Where a process has memory 0, whose place in a virtual machine is 0: the first address that a memory region can have.</summary>
    public const ulong FirstMemoryOfProcess = 2UL << 20;
    private const ulong PageLimit = 65536;
    /// <summary>Most elements a table may grow to unless the embedder says otherwise: what V8 and SpiderMonkey allow; 160 MB of entries.</summary>
    private const ulong DefaultElements = 10_000_000;

    private readonly ulong _maximumMemory, _maximumElements;
    private readonly AddressSpace _addresses;
    private readonly List<LinkedInstance> _instances = [];
    private int _visible;
    private readonly List<HostFunctionImport> _hostImports = [];
    private readonly Dictionary<HostFunctionImport, int> _hostImportNumbers = [];
    private readonly List<MemoryPlan> _memories = [];
    private readonly List<(TableType Type, ulong Maximum)> _tables = [];
    private readonly List<ProgramGlobal> _globals = [];
    private readonly List<ProgramTag> _tags = [];
    private readonly TypeTable _types = new();
    private readonly List<Dictionary<string, ExportEntry>> _exports = [];

    private Linker(ulong maximumMemory, ulong firstMemory, ulong maximumElements) =>
        (_maximumMemory, _maximumElements, _addresses) = (maximumMemory, maximumElements, new AddressSpace(firstMemory));

    /// <summary>A program of one module whose imports are functions of the host.</summary>
    /// <param name="module">Validated.</param>
    /// <param name="maximumMemory">Most bytes a memory may grow to, whatever it declares.</param>
    /// <param name="firstMemory">Guest address of memory 0.</param>
    /// <param name="heap">For the garbage-collected heap, if there is one.</param>
    /// <param name="maximumElements">Most elements a table may grow to.</param>
    /// <exception cref="WasmLinkException">An import that the host cannot provide.</exception>
    /// <exception cref="WasmLimitException">A memory or table starts with more than it may have.</exception>
    public static LinkedProgram Link(WasmModule module, ulong maximumMemory = 4UL << 30, ulong firstMemory = 0, HeapOptions? heap = null, ulong maximumElements = DefaultElements) =>
        Link([new LinkInput(module)], maximumMemory, firstMemory, heap, maximumElements);

    /// <summary>A program of several modules, instantiated in this order.</summary>
    /// <exception cref="WasmLinkException">An import that is missing or of another type.</exception>
    /// <exception cref="WasmLimitException">A memory or table starts with more than it may have.</exception>
    public static LinkedProgram Link(IReadOnlyList<LinkInput> inputs, ulong maximumMemory = 4UL << 30, ulong firstMemory = 0, HeapOptions? heap = null, ulong maximumElements = DefaultElements,
        IReadOnlyDictionary<string, byte[]>? notes = null)
    {
        var linker = new Linker(maximumMemory, firstMemory, maximumElements);
        foreach (var input in inputs) linker.Add(input);
        var memories = linker._memories.Count;
        return new LinkedProgram
        {
            Instances = [.. linker._instances],
            HostImports = [.. linker._hostImports],
            Memories = linker.PlaceMemories(),
            Tables = [.. linker._tables.Select((t, i) => new ProgramTable(memories + i, AddressSpace.End + (ulong)i * TableStride, t.Type) { MaximumElements = t.Maximum })],
            Globals = [.. linker._globals],
            Tags = [.. linker._tags],
            Types = linker._types,
            Notes = notes ?? new Dictionary<string, byte[]>(),
            Heap = linker.HasObjects() ? new ProgramHeap(memories + linker._tables.Count, heap ?? new HeapOptions()) : null,
        };
    }

    private bool HasObjects()
    {
        if (_tags.Count > 0) return true;
        for (var i = 0; i < _types.Count; i++)
        {
            if (_types[i].Composite is not FunctionType) return true;
        }
        return false;
    }

    private void Add(LinkInput input)
    {
        var module = input.Module;
        var functions = new List<FunctionReference>(module.FunctionTypes.Length);
        List<int> memories = [], tables = [], globals = [], tags = [];
        var typeIds = _types.Add(module.Types);
        var matching = new ImportMatching(_types, typeIds);

        foreach (var (importNumber, import) in module.Imports.Index())
        {
            var source = input.Imports[importNumber];
            if (source.Instance < 0)
            {
                functions.Add(source == ImportSource.Trap ? FunctionReference.Trap : FunctionReference.Host(HostImport(typeIds, import)));
                continue;
            }
            var (exporter, export) = FindExport(import, source);
            switch (import.Kind)
            {
                case ExternalKind.Function:
                    matching.Function(LinkedProgram.TypeId(_instances, _hostImports, exporter.Functions[export.Index]), import);
                    functions.Add(exporter.Functions[export.Index]);
                    break;
                case ExternalKind.Memory:
                    matching.Memory(_memories[exporter.Memories[export.Index]].Type, import);
                    memories.Add(exporter.Memories[export.Index]);
                    break;
                case ExternalKind.Table:
                    matching.Table(_tables[exporter.Tables[export.Index]].Type, import);
                    tables.Add(exporter.Tables[export.Index]);
                    break;
                case ExternalKind.Global:
                    matching.Global(_globals[exporter.Globals[export.Index]].Type, import);
                    globals.Add(exporter.Globals[export.Index]);
                    break;
                default:
                    matching.Tag(_tags[exporter.Tags[export.Index]].TypeId, import);
                    tags.Add(exporter.Tags[export.Index]);
                    break;
            }
        }

        for (var i = functions.Count; i < module.FunctionTypes.Length; i++) functions.Add(new FunctionReference(_instances.Count, i));
        for (var i = memories.Count; i < module.Memories.Length; i++) memories.Add(DefineMemory(module.Memories[i], input.IsState, isFirst: i == 0));
        for (var i = tables.Count; i < module.Tables.Length; i++) tables.Add(DefineTable(module.Tables[i] with { Element = TypeTable.Translate(module.Tables[i].Element, typeIds) }));
        for (var i = globals.Count; i < module.Globals.Length; i++)
        {
            globals.Add(_globals.Count);
            _globals.Add(new ProgramGlobal(_globals.Count, module.Globals[i] with { Type = TypeTable.Translate(module.Globals[i].Type, typeIds) }, _instances.Count));
        }
        for (var i = tags.Count; i < module.Tags.Length; i++)
        {
            tags.Add(_tags.Count);
            _tags.Add(new ProgramTag(_tags.Count, typeIds[module.Tags[i].TypeIndex]));
        }

        _exports.Add(module.Exports.ToDictionary(e => e.Name));
        _instances.Add(new LinkedInstance
        {
            Index = _instances.Count, Module = module, Functions = [.. functions], Memories = [.. memories], Tables = [.. tables], Globals = [.. globals],
            Tags = [.. tags], TypeIds = typeIds, IsInternal = input.IsInternal, Number = _visible,
        });
        if (!input.IsInternal) _visible++;
    }

    private int HostImport(int[] typeIds, ImportEntry import)
    {
        if (import.Kind != ExternalKind.Function)
            throw new WasmLinkException($"The module imports the {ImportMatching.Noun(import.Kind)} {ImportMatching.Describe(import)}; a host provides functions only, so the module must define it itself.");
        var id = typeIds[import.FunctionTypeIndex];
        var type = _types.Function(id);
        if (type.Parameters.Length > GuestSignature.MaximumSlots || type.Results.Length > GuestSignature.MaximumSlots)
            throw new WasmLinkException($"The imported function {ImportMatching.Describe(import)} has more than {GuestSignature.MaximumSlots} parameters or results, the most that a host function can have.");
        var entry = new HostFunctionImport(import.Module, import.Name, id, type);
        if (!_hostImportNumbers.TryGetValue(entry, out var number))
        {
            _hostImportNumbers.Add(entry, number = _hostImports.Count);
            _hostImports.Add(entry);
        }
        return number;
    }

    private (LinkedInstance Exporter, ExportEntry Export) FindExport(ImportEntry import, ImportSource source)
    {
        var number = source.Instance;
        if ((uint)number >= (uint)_instances.Count) throw new WasmLinkException($"The import {ImportMatching.Describe(import)} is bound to instance {number}, which does not come before it.");
        if (!_exports[number].TryGetValue(source.Export, out var export)) throw new WasmLinkException($"unknown import: {ImportMatching.Describe(import)} is not exported.");
        if (export.Kind != import.Kind)
            throw new WasmLinkException($"incompatible import type: {ImportMatching.Describe(import)} is imported as a {ImportMatching.Noun(import.Kind)} and exported as a {ImportMatching.Noun(export.Kind)}.");
        return (_instances[number], export);
    }

    private int DefineMemory(MemoryType type, bool isState, bool isFirst)
    {
        var most = Math.Min(type.Limits.Maximum ?? ulong.MaxValue, Math.Min(_maximumMemory, AddressSpace.LargestMemory) >> 16);
        // The limit is for what guests ask; ours start with what they need.
        if (isState) most = Math.Max(most, type.Limits.Minimum);
        if (!type.Limits.Is64) most = Math.Min(most, PageLimit);
        if (type.Limits.Minimum > most)
            throw new WasmLimitException($"A memory starts with {type.Limits.Minimum:#,0} pages of 64 KiB; the limit {nameof(WasmCompilerOptions.MaximumMemory)} is {most:#,0} pages: raise {nameof(WasmCompilerOptions)}.{nameof(WasmCompilerOptions.MaximumMemory)} (on the command line --max-memory)", -1);
        _memories.Add(new MemoryPlan(type, most, isState, isState && isFirst));
        return _memories.Count - 1;
    }

    /// <summary>Gives the memories their addresses, that of the state last.</summary>
    private ProgramMemory[] PlaceMemories()
    {
        var memories = new ProgramMemory[_memories.Count];
        foreach (var (region, (type, most, _, isHosts)) in _memories.Index().OrderBy(m => m.Item.IsState))
        {
            var address = _addresses.Place(type, most) ?? throw new WasmLimitException($"There is no room for memory {region}: all memories together have {AddressSpace.End >> 40} TiB of addresses, of which each takes 16 GiB at least", -1);
            memories[region] = new ProgramMemory(region, address, type) { MaximumPages = most, IsGrownByHost = isHosts };
        }
        return memories;
    }

    private sealed record MemoryPlan(MemoryType Type, ulong Maximum, bool IsState, bool IsGrownByHost);

    private int DefineTable(TableType type)
    {
        if (_tables.Count == ModuleLimits.Tables) throw new WasmLimitException($"The program has more than {ModuleLimits.Tables:#,0} tables", -1);
        if (type.Limits.Minimum > _maximumElements)
            throw new WasmLimitException($"A table starts with {type.Limits.Minimum:#,0} elements; the limit {nameof(WasmLimits.TableElements)} is {_maximumElements:#,0}: raise {nameof(WasmLimits)}.{nameof(WasmLimits.TableElements)}", -1);
        _tables.Add((type, Math.Min(type.Limits.Maximum ?? _maximumElements, _maximumElements)));
        return _tables.Count - 1;
    }
}
