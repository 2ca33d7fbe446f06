using System.Text;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Positions;

namespace Microlight.Wasm.Compilation;

/// <summary>Joins a program's object file, stubs, data and records to a guest image (docs/design.md, "A guest image is an ELF file").</summary>
internal sealed class ProgramImage
{
    /// <summary>The instruction set that the code needs, as text. Apart from the manifest, because every start reads it.</summary>
    public const string TargetSectionName = ".microlight.target";

    private readonly LinkedProgram _program;
    private readonly CilAssembly _assembly;
    private readonly InstructionSet _instructionSet;
    private readonly ObjectLinker _linker;

    private readonly DebugInformation _debugInformation;

    private ProgramImage(LinkedProgram program, CilAssembly assembly, InstructionSet instructionSet, DebugInformation debugInformation, ObjectLinker linker) =>
        (_program, _assembly, _instructionSet, _debugInformation, _linker) = (program, assembly, instructionSet, debugInformation, linker);

    /// <summary>A linker that has what is the same in every program. It serves one.</summary>
    public static ObjectLinker Begin()
    {
        var linker = new ObjectLinker();
        GuestStubs.AddTo(linker);
        return linker;
    }

    /// <exception cref="WasmCompilationException">The program is larger than an image may be, or the object is not as expected.</exception>
    public static byte[] Build(LinkedProgram program, CilAssembly assembly, ReadOnlyMemory<byte> objectFile, InstructionSet instructionSet,
        DebugInformation debugInformation = DebugInformation.None) =>
        Build(program, assembly, objectFile, instructionSet, debugInformation, Begin());

    /// <param name="linker">From <see cref="Begin"/>.</param>
    /// <inheritdoc cref="Build(LinkedProgram, CilAssembly, ReadOnlyMemory{byte}, InstructionSet, DebugInformation)"/>
    public static byte[] Build(LinkedProgram program, CilAssembly assembly, ReadOnlyMemory<byte> objectFile, InstructionSet instructionSet,
        DebugInformation debugInformation, ObjectLinker linker) =>
        new ProgramImage(program, assembly, instructionSet, debugInformation, linker).Build(objectFile);

    private byte[] Build(ReadOnlyMemory<byte> objectFile)
    {
        _linker.Add(ObjectFile.Parse(objectFile));
        TailCallLinker.Resolve(_linker, _assembly);
        var exports = new ExportTable(_program, _assembly, _linker);
        AddDescriptors();
        AddData();
        AddRecords(exports);
        _linker.Link();

        var writer = new ImageWriter();
        writer.AddSections(_linker.Sections);
        foreach (var (address, bytes) in MemoryContents.Pages(_program, _assembly)) writer.AddMemory(address, bytes);
        if (_assembly.Heap is { } heap) writer.AddMemory(HeapContract.Base, HeapImage.Build(heap, GlobalsAddress()));
        writer.AddNote(ImageManifest.SectionName, new ImageManifest
        {
            Compiler = WasmCompiler.Version,
            Instances = _program.Instances.Length,
            ImportedFunctions = _program.Instances[^1].Module.ImportedFunctions,
            DefinedFunctions = _program.Instances[^1].Module.Bodies.Length,
            Exports = exports.Manifest,
        }.ToBytes());
        foreach (var (name, bytes) in _program.Notes) writer.AddNote(name, bytes);
        writer.AddNote(TargetSectionName, Encoding.ASCII.GetBytes(_instructionSet.Name()));
        if (_debugInformation != DebugInformation.None)
            writer.AddNote(CodePositions.SectionName, CodePositions.Write(_linker.Lines.Data, _program, _debugInformation == DebugInformation.Source));
        writer.AddNote(_linker.Unwind.Name, _linker.Unwind.Data.ToArray(), _linker.Unwind.Address);
        foreach (var (symbol, name) in _assembly.SymbolNames)
            if (_linker.Symbol(symbol) is { IsDefined: true } function)
                writer.AddFunction(name, function.Address, function.Size, isOwn: ProgramLayout.IsFunction(symbol));
        GuestStubs.AddNames(_linker, writer);
        AddLabels(writer);
        return writer.Write();
    }

    /// <summary>16 bytes each, as RuntimeContract.Descriptors says; entry 0 is null.</summary>
    private void AddDescriptors()
    {
        if (_assembly.Descriptors.Length > RuntimeContract.MaximumDescriptors) throw TooLarge("functions whose reference is taken", _assembly.Descriptors.Length);
        var section = _linker.Add(new LinkSection(".rodata.descriptors", SectionKind.ReadOnly) { FixedAddress = RuntimeContract.Descriptors });
        for (var i = 0; i < _assembly.Descriptors.Length; i++)
        {
            var descriptor = _assembly.Descriptors[i];
            if (descriptor.Symbol.Length == 0) section.AppendU64(0);
            else section.AppendPointer(_linker.Symbol(descriptor.Symbol));
            section.AppendU32(descriptor.TypeId);
            section.AppendU32((uint)i * 16);
        }
    }

    private void AddData()
    {
        foreach (var block in _assembly.Data)
        {
            var section = new LinkSection(block.Writable ? ".data.program" : ".rodata.program", block.Writable ? SectionKind.Writable : SectionKind.ReadOnly, 1)
            {
                FixedAddress = block.Address,
            };
            section.Append(block.Bytes.Span);
            _linker.Add(section);
        }
    }

    private void AddRecords(ExportTable exports)
    {
        var records = new ImageRecords(_linker, stackSize: 0);
        foreach (var (name, symbol, signature) in exports.Functions) records.AddFunction(name, symbol, signature);
        foreach (var (module, name, signature) in _assembly.HostImports) records.AddImport(ExportTable.CString(module), ExportTable.CString(name), signature);
        foreach (var memory in _program.Memories) records.AddMemory(memory.Address, memory.Type.Limits.Minimum << 16, memory.MaximumPages << 16);
        foreach (var table in _program.Tables) records.AddMemory(table.Address, PageUp(table.Type.Limits.Minimum << 4), PageUp(table.MaximumElements << 4));
        if (_assembly.Heap is { } heap) records.AddMemory(HeapContract.Base, heap.InitialBytes, heap.Maximum);
    }

    /// <summary>What instructions mention besides code: the program's state, for disassembly.</summary>
    private void AddLabels(ImageWriter writer)
    {
        if (_linker.Symbol(RuntimeContract.GlobalsSymbol) is { IsDefined: true } globals)
            foreach (var global in _program.Globals) writer.AddLabel($"global[{global.Index}]", globals.Address + _program.GlobalOffset(global.Index), global.Type.Type == WasmType.V128 ? 16 : 8ul, isCode: false);
        for (var i = 0; i < _program.Memories.Length; i++)
        {
            var memory = _program.Memories[i];
            if (i > 0) writer.AddLabel($"memory[{i}]", memory.Address, memory.MaximumPages << 16, isCode: false);
            writer.AddLabel($"memory[{i}].record", RuntimeContract.Records + (ulong)(i * RuntimeContract.MemoryRecordSize), RuntimeContract.MemoryRecordSize, isCode: false);
        }
        var tables = RuntimeContract.Records + (ulong)(_program.Memories.Length * RuntimeContract.MemoryRecordSize);
        for (var i = 0; i < _program.Tables.Length; i++)
        {
            var table = _program.Tables[i];
            writer.AddLabel($"table[{i}]", table.Address, table.MaximumElements << 4, isCode: false);
            writer.AddLabel($"table[{i}].record", tables + (ulong)(i * RuntimeContract.TableRecordSize), RuntimeContract.TableRecordSize, isCode: false);
        }
    }

    /// <summary>0 if no code touches a global.</summary>
    private ulong GlobalsAddress() => _linker.Symbol(RuntimeContract.GlobalsSymbol) is { IsDefined: true } cells ? cells.Address : 0;

    private static ulong PageUp(ulong bytes) => (bytes + 4095) & ~4095ul;

    private static WasmCompilationException TooLarge(string what, int count) => new($"The program has {count:#,0} {what}, more than an image has room for.");
}
