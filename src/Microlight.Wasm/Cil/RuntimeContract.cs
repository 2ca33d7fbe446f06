using Microlight.Abi;

namespace Microlight.Wasm.Cil;

/// <summary>
/// What the CIL of a program expects of the in-guest runtime (guest/csharp) and of the image linker: assemblies, helper methods, stub
/// symbols, and where per-program data lie. Guest sources repeat the numbers; a test compares them.
/// </summary>
/// <remarks>
/// CIL types of Wasm values: i32 int32, i64 int64, f32 float32, f64 float64, funcref and externref int64 (0 is null).
///
/// <para><b>Symbols the linker supplies:</b> <c>ml_trap(int32 kind)</c> puts EDI into EAX and writes the Abort port, never returns;
/// <c>ml_host_call()</c> writes the HostCall port and returns; <c>ml_memory_grow()</c> writes the MemoryGrow port and returns,
/// <c>ml_wait()</c> the Wait port (both called by the runtime only); and what ilc wants (RhpThrowEx, RhpStackProbe …).</para>
///
/// <para><b>Helpers</b>, all public static in <c>Microlight.Guest.Wasm</c>. <c>Numeric</c>: one method per Wasm instruction that CIL has no
/// exact instruction for, named like the opcode enum (<c>I32Clz</c>, <c>F32Min</c>, <c>I64TruncSatF64U</c> …), operands and result as the
/// instruction's; to be inlined. <c>Memory</c> and <c>Table</c>: see the constants below. Helpers trap through ml_trap themselves.</para>
///
/// <para><b>Globals</b> are static fields of the program's class <see cref="GlobalsClass"/>, RIP-relative in machine code (10 bytes less
/// than an absolute address, and folded into operands): ilc lays them out in order from the symbol <see cref="GlobalsSymbol"/>, global g
/// at <see cref="Linking.LinkedProgram.GlobalOffset"/>. After them come the slots for second and later results of multi-value functions.</para>
/// </remarks>
internal static class RuntimeContract
{
    public const string SystemAssembly = "Microlight.Guest.System";
    public const string RuntimeAssembly = "Microlight.Guest.Wasm";
    public const string RuntimeNamespace = "Microlight.Guest.Wasm";

    /// <summary>Name of the program's own assembly and of the class that holds its globals.</summary>
    public const string ProgramAssembly = "program";
    public const string GlobalsClass = "Globals";
    /// <summary>Object symbol of the globals (8 bytes each, 16 for vectors; zero at start, in .bss); absent when a program has none.</summary>
    public const string GlobalsSymbol = "__NONGCSTATICS" + ProgramAssembly + "_" + GlobalsClass;

    public const string TrapSymbol = "ml_trap";
    /// <summary>Abort code of an exception that nothing caught, plus the program's number of its tag.</summary>
    public const uint UncaughtException = 0x0100_0000;
    public const string HostCallSymbol = "ml_host_call";
    public const string MemoryGrowSymbol = "ml_memory_grow";
    public const string SaveRegistersSymbol = "ml_save_registers";
    public const string WaitSymbol = "ml_wait";

    /// <summary>With the number of an integer argument register (0 to 5): a jump to the address there.</summary>
    public const string JumpSymbol = "ml_jump_";
    /// <summary>A jump to the address in the jump cell (<see cref="CilAssembly.JumpCell"/>).</summary>
    public const string JumpMemorySymbol = "ml_jump_memory";

    // Fixed addresses of per-program data: segments of the image of their own, above everything ilc produces.

    /// <summary>Funcref descriptors, read-only, 16 bytes each: u64 code, u32 signature id, u32 own offset. The first is null (zero).</summary>
    public const ulong Descriptors = GuestLayout.ImageBase + 0x6000_0000;
    /// <summary>Read-only bytes: contents of data and element segments, constants hidden from the optimiser.</summary>
    public const ulong ReadOnlyData = GuestLayout.ImageBase + 0x6400_0000;
    /// <summary>Writable records: memories, tables, segments (with the initial contents of <see cref="CilAssembly.Data"/>).</summary>
    public const ulong Records = GuestLayout.ImageBase + 0x7f00_0000;
    public const int MaximumDescriptors = 0x0400_0000 / 16;
    public const int MaximumReadOnlyData = 0x1b00_0000;
    public const int MaximumRecords = 0x0100_0000;

    // A memory record: u64 address, u64 size in bytes, u64 most bytes allowed, u64 region number.
    public const int MemoryRecordSize = 32;
    public const int MemoryRecordBytes = 8;
    public const int MemoryRecordMaximum = 16;
    public const int MemoryRecordRegion = 24;

    // A table record: u64 address, u64 size in elements, u64 most elements allowed, u32 region number, u32 kind (0 funcref, 1 externref).
    public const int TableRecordSize = 32;
    public const int TableRecordElements = 8;
    public const int TableRecordMaximum = 16;
    public const int TableRecordRegion = 24;
    public const int TableRecordKind = 28;

    // A segment record: u64 address of the contents, u64 length (bytes, or elements of 8 bytes which are reference values); dropping
    // a segment sets its length to 0.
    public const int SegmentRecordSize = 16;
    public const int SegmentRecordLength = 8;

    // Class Memory; records and segments are given by the address of their record, addresses and lengths are zero-extended, `memory` is
    // where the bytes go.
    /// <summary><c>long Grow(ulong memory, ulong deltaPages)</c>: old size in pages, or −1.</summary>
    public const string MemoryGrow = "Grow";
    /// <summary><c>void Copy(ulong destinationMemory, ulong sourceMemory, ulong destination, ulong source, ulong count)</c></summary>
    public const string MemoryCopy = "Copy";
    /// <summary><c>void Fill(ulong memory, ulong destination, int value, ulong count)</c></summary>
    public const string MemoryFill = "Fill";
    /// <summary><c>void Init(ulong memory, ulong segment, ulong destination, ulong source, ulong count)</c></summary>
    public const string MemoryInit = "Init";
    /// <summary><c>int Wait(int shared, int equal, long timeout)</c>: memory.atomic.wait32 and wait64 once the memory was compared.</summary>
    public const string MemoryWait = "Wait";

    // Class Table; a funcref entry is the descriptor's 16 bytes, an externref entry is the u64 and zeros.
    /// <summary><c>long Get(ulong table, ulong index)</c></summary>
    public const string TableGet = "Get";
    /// <summary><c>void Set(ulong table, ulong index, long value)</c></summary>
    public const string TableSet = "Set";
    /// <summary><c>long Grow(ulong table, long value, ulong delta)</c>: old size, or −1.</summary>
    public const string TableGrow = "Grow";
    /// <summary><c>void Fill(ulong table, ulong index, long value, ulong count)</c></summary>
    public const string TableFill = "Fill";
    /// <summary><c>void Copy(ulong destinationTable, ulong sourceTable, ulong destination, ulong source, ulong count)</c></summary>
    public const string TableCopy = "Copy";
    /// <summary><c>void Init(ulong table, ulong segment, ulong destination, ulong source, ulong count)</c></summary>
    public const string TableInit = "Init";
    // Class Heap; records by address (TypeRecords). Both trap if there is no room; all fields are zero.
    /// <summary><c>long New(ulong record)</c>: a struct or exception.</summary>
    public const string HeapNew = "New";
    /// <summary><c>long NewArray(ulong record, uint length)</c></summary>
    public const string HeapNewArray = "NewArray";

    // Class References: between the host's bits and the program's.
    /// <summary><c>ulong ToHost(long reference)</c>, of any type but functions'.</summary>
    public const string ReferencesToHost = "ToHost";
    /// <summary><c>ulong FunctionToHost(long reference)</c></summary>
    public const string ReferencesFunctionToHost = "FunctionToHost";
    /// <summary><c>long FromHost(ulong bits, uint demand, ulong record, ulong functions)</c>: demand is the code of an abstract type, or one
    /// of those below with the type's record, and flags; functions is the number of descriptors, null's included. Traps if the reference
    /// does not exist or is of another type.</summary>
    public const string ReferencesFromHost = "FromHost";
    public const int DemandFunctionType = 1, DemandObjectType = 2, DemandNullable = 0x100, DemandHasHeap = 0x200;
    /// <summary><c>void Release(ulong bits)</c></summary>
    public const string ReferencesRelease = "Release";

    // Class Arrays; arrays by reference, not null, indices and counts zero-extended, segments by the address of their record.
    /// <summary><c>long New(ulong record, ulong bits, ulong length)</c></summary>
    public const string ArraysNew = "New";
    /// <summary><c>long NewVectors(ulong typeRecord, v128 value, ulong length)</c></summary>
    public const string ArraysNewVectors = "NewVectors";
    /// <summary><c>long NewData(ulong record, ulong segment, ulong source, ulong length)</c></summary>
    public const string ArraysNewData = "NewData";
    /// <summary><c>long NewElem(ulong record, ulong segment, ulong source, ulong length)</c></summary>
    public const string ArraysNewElem = "NewElem";
    /// <summary><c>void Fill(ulong array, ulong index, ulong bits, ulong count)</c></summary>
    public const string ArraysFill = "Fill";
    /// <summary><c>void FillVectors(ulong array, ulong index, v128 value, ulong count)</c></summary>
    public const string ArraysFillVectors = "FillVectors";
    /// <summary><c>void Copy(ulong target, ulong index, ulong from, ulong source, ulong count)</c></summary>
    public const string ArraysCopy = "Copy";
    /// <summary><c>void InitData(ulong segment, ulong array, ulong index, ulong source, ulong count)</c></summary>
    public const string ArraysInitData = "InitData";
    /// <summary><c>void InitElem(ulong segment, ulong array, ulong index, ulong source, ulong count)</c></summary>
    public const string ArraysInitElem = "InitElem";

    /// <summary><c>int IndirectCallTrap(ulong table, ulong index)</c>: which WasmTrapKind a failed signature compare was (the entry is beyond
    /// the size: UndefinedElement; null: UninitializedElement; else IndirectCallTypeMismatch). Not inlined; the caller traps.</summary>
    public const string TableIndirectCallTrap = "IndirectCallTrap";
}
