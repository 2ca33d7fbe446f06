using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Tests.Linking;

public class LinkerTests
{
    private static readonly FunctionType Unary = new([WasmType.I32], [WasmType.I32]);
    private static readonly FunctionType Nullary = new([], []);
    private static readonly Dictionary<string, int> First = new() { ["m"] = 0 };

    private static WasmModule Module(ImportEntry[]? imports = null, ExportEntry[]? exports = null, FunctionType[]? functions = null,
        MemoryType[]? memories = null, TableType[]? tables = null, GlobalType[]? globals = null)
    {
        imports ??= [];
        FunctionType[] types = [Unary, Nullary];
        return new WasmModule
        {
            Bytes = default, Types = TypeDefinition.Plain(types), Imports = imports, Bodies = [], DefinedTables = [], DefinedGlobals = [], Elements = [], Data = [],
            FunctionNames = new Dictionary<int, string>(), Exports = exports ?? [],
            FunctionTypes = [.. imports.Where(i => i.Kind == ExternalKind.Function).Select(i => i.FunctionTypeIndex), .. (functions ?? []).Select(f => Array.IndexOf(types, f))],
            Memories = [.. imports.Where(i => i.Kind == ExternalKind.Memory).Select(i => i.Memory), .. memories ?? []],
            Tables = [.. imports.Where(i => i.Kind == ExternalKind.Table).Select(i => i.Table), .. tables ?? []],
            Globals = [.. imports.Where(i => i.Kind == ExternalKind.Global).Select(i => i.Global), .. globals ?? []],
        };
    }

    private static ImportEntry Function(string module, string name, int type = 0) => new(module, name, ExternalKind.Function) { FunctionTypeIndex = type };
    private static MemoryType Pages(ulong minimum, ulong? maximum = null) => new(new Limits(minimum, maximum));
    private static TableType Elements(ulong minimum, ulong? maximum = null) => new(WasmType.FuncRef, new Limits(minimum, maximum));

    private static string LinkError(params LinkInput[] inputs) => Assert.Throws<WasmLinkException>(() => Linker.Link(inputs)).Message;

    [Fact]
    public void Function_imports_of_one_module_are_the_host_s()
    {
        var program = Linker.Link(Module([Function("env", "a"), Function("env", "b", 1), Function("env", "a")], functions: [Unary]));
        Assert.Equal([new("env", "a", 1, Unary), new("env", "b", 2, Nullary)], program.HostImports);
        Assert.Equal([FunctionReference.Host(0), FunctionReference.Host(1), FunctionReference.Host(0), new FunctionReference(0, 3)], program.Instances[0].Functions);
        Assert.Equal([1, 2], program.Instances[0].TypeIds);
        Assert.Equal([Unary, Nullary], [program.Types.Function(1), program.Types.Function(2)]);
    }

    [Theory]
    [InlineData((int)ExternalKind.Memory, "memory")]
    [InlineData((int)ExternalKind.Table, "table")]
    [InlineData((int)ExternalKind.Global, "global")]
    public void Hosts_provide_functions_only(int kind, string noun)
    {
        var message = LinkError(new LinkInput(Module([new ImportEntry("env", "thing", (ExternalKind)kind)])));
        Assert.Contains($"the {noun} 'env' 'thing'", message);
    }

    [Fact]
    public void A_64_bit_memory_has_what_it_may_grow_to_and_a_guard()
    {
        const ulong gigabyte = 1UL << 30;
        var large = new MemoryType(new Limits(1, null, Is64: true));
        var program = Linker.Link([new LinkInput(Module(memories: [Pages(1), large, Pages(1), large with { Limits = new Limits(0, 1 << 16, true) }, Pages(1)]))], maximumMemory: 14 * gigabyte);
        Assert.Equal([0, 16 * gigabyte, 48 * gigabyte, 64 * gigabyte, 80 * gigabyte], program.Memories.Select(m => m.Address));
        Assert.Equal([4 * gigabyte, 14 * gigabyte, 4 * gigabyte, 4 * gigabyte, 4 * gigabyte], program.Memories.Select(m => m.MaximumPages << 16));
        Assert.Contains("no room for memory 1", Assert.Throws<WasmLimitException>(() => Linker.Link([new LinkInput(Module(memories: [large, Pages(1)]))], ulong.MaxValue)).Message);
    }

    [Fact]
    public void Instances_share_what_they_import_through_any_number_of_hands()
    {
        var owner = Module(exports: [new("f", ExternalKind.Function, 0), new("m", ExternalKind.Memory, 0), new("t", ExternalKind.Table, 0), new("g", ExternalKind.Global, 0)],
            functions: [Unary], memories: [Pages(1)], tables: [Elements(2)], globals: [new GlobalType(WasmType.I64, true)]);
        ImportEntry[] imports =
        [
            Function("m", "f"), new("m", "m", ExternalKind.Memory) { Memory = Pages(0) }, new("m", "t", ExternalKind.Table) { Table = Elements(2) },
            new("m", "g", ExternalKind.Global) { Global = new GlobalType(WasmType.I64, true) },
        ];
        var middle = Module(imports, [new("f", ExternalKind.Function, 0), new("m", ExternalKind.Memory, 0), new("t", ExternalKind.Table, 0), new("g", ExternalKind.Global, 0)]);
        var user = Module(imports, memories: [], globals: [new GlobalType(WasmType.F32, false)], functions: [Nullary]);
        var program = Linker.Link([new LinkInput(owner), NamedInstances.Bind(middle, First), NamedInstances.Bind(user, new Dictionary<string, int> { ["m"] = 1 })]);
        var last = program.Instances[2];
        Assert.Equal([new FunctionReference(0, 0), new FunctionReference(2, 1)], last.Functions);
        Assert.Equal([0], last.Memories);
        Assert.Equal([0], last.Tables);
        Assert.Equal([0, 1], last.Globals);
        Assert.Equal([0, 2], program.Globals.Select(g => g.Instance));
        Assert.Empty(program.HostImports);
    }

    [Fact]
    public void Every_memory_and_table_has_an_address_range_and_a_region_of_its_own()
    {
        var program = Linker.Link([new LinkInput(Module(memories: [Pages(1)], tables: [Elements(1), Elements(1)])), new LinkInput(Module(memories: [Pages(1, 3)], tables: [Elements(1)]))], 1 << 20);
        Assert.Equal([(0ul, 0), (16ul << 30, 1)], program.Memories.Select(m => (m.Address, m.Region)));
        Assert.Equal([16ul, 3ul], program.Memories.Select(m => m.MaximumPages));
        Assert.Equal([(0x1000_0000_0000ul, 2), (0x1010_0000_0000ul, 3), (0x1020_0000_0000ul, 4)], program.Tables.Select(t => (t.Address, t.Region)));
    }

    [Fact]
    public void For_a_process_only_the_first_memory_lies_elsewhere() => Assert.Equal([2ul << 20, 16ul << 30],
        Linker.Link(Module(memories: [Pages(1), Pages(1)]), firstMemory: new WasmCompilerOptions { Isolation = Isolation.Process }.FirstMemory).Memories.Select(m => m.Address));

    [Fact]
    public void What_does_not_match_is_named()
    {
        var owner = new LinkInput(Module(exports: [new("f", ExternalKind.Function, 0), new("m", ExternalKind.Memory, 0), new("g", ExternalKind.Global, 0)],
            functions: [Unary], memories: [Pages(1, 5)], globals: [new GlobalType(WasmType.I64, false)]));
        Assert.Contains("unknown import: 'm' 'x'", LinkError(owner, NamedInstances.Bind(Module([Function("m", "x")]), First)));
        Assert.Contains("incompatible import type", LinkError(owner, NamedInstances.Bind(Module([Function("m", "f", 1)]), First)));
        Assert.Contains("imported as a function and exported as a memory", LinkError(owner, NamedInstances.Bind(Module([Function("m", "m")]), First)));
        Assert.Contains("incompatible import type", LinkError(owner, NamedInstances.Bind(Module([new("m", "g", ExternalKind.Global) { Global = new GlobalType(WasmType.I64, true) }]), First)));
        Assert.Contains("limits 1..4", LinkError(owner, NamedInstances.Bind(Module([new("m", "m", ExternalKind.Memory) { Memory = Pages(1, 4) }]), First)));
        Assert.Contains("limits 6..", LinkError(owner, NamedInstances.Bind(Module([new("m", "m", ExternalKind.Memory) { Memory = Pages(6) }]), First)));
    }

    [Fact]
    public void A_memory_may_grow_to_what_a_later_instance_wants() =>
        Linker.Link([new LinkInput(Module(exports: [new("m", ExternalKind.Memory, 0)], memories: [Pages(1)])),
            NamedInstances.Bind(Module([new("m", "m", ExternalKind.Memory) { Memory = Pages(3) }]), First)]);

    [Fact]
    public void Sizes_beyond_the_limits_are_refused()
    {
        Assert.Contains("starts with 2 pages of 64 KiB; the limit MaximumMemory is 1 pages", Assert.Throws<WasmLimitException>(() => Linker.Link(Module(memories: [Pages(2)]), 65536)).Message);
        Assert.Contains("raise WasmLimits.TableElements", Assert.Throws<WasmLimitException>(() => Linker.Link(Module(tables: [Elements(10_000_001)]))).Message);
    }

    [Fact]
    public void Imports_of_one_module_name_may_be_bound_to_several_instances_under_other_names()
    {
        var owner = Module(exports: [new("a", ExternalKind.Function, 0)], functions: [Unary]);
        var user = Module([Function("m", "x"), Function("m", "y"), Function("m", "z"), Function("m", "t")]);
        var program = Linker.Link([new LinkInput(owner), new LinkInput(owner),
            new LinkInput(user, [new ImportSource(1, "a"), new ImportSource(0, "a"), ImportSource.Host, ImportSource.Trap])]);
        Assert.Equal([new(1, 0), new(0, 0), FunctionReference.Host(0), FunctionReference.Trap], program.Instances[2].Functions);
        Assert.Equal("z", Assert.Single(program.HostImports).Name);
    }

    [Fact]
    public void Memories_of_the_adapters_state_come_behind_those_of_the_program_and_the_first_is_the_host_s()
    {
        var program = Linker.Link([new LinkInput(Module(memories: [Pages(2, 9), Pages(3)])) { IsState = true }, new LinkInput(Module(memories: [Pages(1)]))], maximumMemory: 1 << 17);
        Assert.Equal([1, 2, 0], program.Memories.Select(m => (int)(m.Address >> 34)));
        Assert.Equal([2ul, 3, 1], program.Memories.Select(m => m.Type.Limits.Minimum));
        Assert.Equal([2ul, 3, 1], program.Memories.Select(m => m.KnownPages));
        Assert.True(program.Memories[0].IsGrownByHost);
        Assert.False(program.Memories[1].IsGrownByHost);
    }
}
