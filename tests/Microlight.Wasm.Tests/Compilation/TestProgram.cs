using System.Buffers.Binary;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Tests.Compilation;

/// <summary>The hand-written program of tests/Microlight.Wasm.TestProgram, through the code generator and the linker.</summary>
internal static class TestProgram
{
    public const ulong Table = 0x1000_0000_0000;
    private static readonly Lazy<byte[]> LazyObject = new(() =>
        new CodeGenerator(CodeGeneratorFiles.Locate()).Generate(Cil!, InstructionSets.Host, new WasmCompilerOptions { DebugInformation = DebugInformation.None }, null, out _, default));
    private static readonly Lazy<byte[]> LazyImage = new(() => ProgramImage.Build(Program!, Cil!, Object, InstructionSets.Host));

    public static byte[] Assembly => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "testprogram", "program.dll"));
    public static byte[] Object => LazyObject.Value;
    public static byte[] Image => LazyImage.Value;

    public static FunctionType Type { get; } = new([WasmType.I32], [WasmType.I32]);

    public static LinkedProgram Program { get; } = new()
    {
        Instances =
        [
            new LinkedInstance
            {
                Index = 0, Functions = [], Memories = [0], Tables = [0], Globals = [0, 1], TypeIds = [1],
                Module = new WasmModule
                {
                    Bytes = default, Types = TypeDefinition.Plain(Type), Imports = [], FunctionTypes = [], Bodies = [], Tables = [], DefinedTables = [], Memories = [],
                    Globals = [], DefinedGlobals = [], Elements = [], Data = [], FunctionNames = new Dictionary<int, string>(),
                    Exports =
                    [
                        new ExportEntry("fib", ExternalKind.Function, 0), new ExportEntry("counter", ExternalKind.Global, 0),
                        new ExportEntry("small", ExternalKind.Global, 1), new ExportEntry("memory", ExternalKind.Memory, 0),
                        new ExportEntry("odd\0name", ExternalKind.Function, 0),
                    ],
                },
            },
        ],
        HostImports = [new HostFunctionImport("env", "print", 1, Type)],
        Memories = [new ProgramMemory(0, 0, new MemoryType(new Limits(2, null))) { MaximumPages = 10 }],
        Tables = [new ProgramTable(1, Table, new TableType(WasmType.FuncRef, new Limits(10, null))) { MaximumElements = 1000 }],
        Globals = [new ProgramGlobal(0, new GlobalType(WasmType.I64, true), 0), new ProgramGlobal(1, new GlobalType(WasmType.I32, true), 0)],
        Types = Types(),
    };

    private static TypeTable Types()
    {
        var types = new TypeTable();
        types.Add(TypeDefinition.Plain(Type));
        return types;
    }

    public static CilAssembly Cil { get; } = new()
    {
        Image = Assembly,
        Positions = [],
        Functions =
        [
            new("#0:", "x_init", ">"), new("#0:fib", "x_fib", "i>i"), new("fib", "x_fib", "i>i"), new("#0:odd\0name", "x_fib", "i>i"),
            .. from f in (string[])["div ii>i", "divm ii>i", "load i>i", "recurse >i", "call ii>i", "count >i", "grow i>i", "trap i>", "throw >",
                "copy iii>", "fill iii>", "minit iii>", "tset ii>", "tget i>i", "tgrow i>i", "print i>i"]
               let parts = f.Split(' ')
               select new GuestFunctionEntry("#0:" + parts[0], "x_" + parts[0], parts[1]),
        ],
        Descriptors = [new("", 0), new("f0_0", 1), new("f0_1", 2)],
        Data =
        [
            new DataBlock(RuntimeContract.ReadOnlyData, "segment contents"u8.ToArray(), false),
            new DataBlock(RuntimeContract.Records, Records(), true),
        ],
        InitialMemory = [new(0, 1000, "hello"u8.ToArray()), new(0, 1004, "y!"u8.ToArray()), new(0, 0x1fff0, new byte[] { 1, 2, 3, 4 })],
        SymbolNames = new Dictionary<string, string>
        {
            ["f0_0"] = "fib", ["f0_1"] = "divide", ["f0_2"] = "func[2]", ["f0_3"] = "recurse", ["f0_4"] = "call", ["f0_5"] = "divide_in_memory",
        },
        HostImports = [("env", "print", "i>i")],
        LargestFunction = 1,
        MaximumTrackedLocals = 2000,
    };

    /// <summary>One memory, table and segment record (RuntimeContract).</summary>
    private static byte[] Records()
    {
        ulong[] words =
        [
            0, 2 << 16, 10 << 16, 0,
            Table, 10, 1000, 1,
            RuntimeContract.ReadOnlyData, 16,
        ];
        var bytes = new byte[words.Length * 8];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), words[i]);
        return bytes;
    }
}
