using System.Buffers.Binary;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Gives the per-program data their addresses: records of memories, tables and segments, contents of segments, funcref descriptors, first
/// contents of memories. Everything is fixed before functions are compiled, so that they may be compiled in any order.
/// </summary>
internal sealed class ProgramLayout
{
    private const int PageSize = 65536;
    private readonly LinkedProgram _program;
    private readonly MemoryStream _readOnly = new();
    private readonly MemoryStream _records = new();
    private readonly ulong[][] _dataSegments, _elementSegments;
    private readonly Dictionary<FunctionReference, int> _descriptorOf = [];
    private readonly Dictionary<ulong, ulong> _hidden = [];
    private ulong _tagKinds;

    public ProgramLayout(LinkedProgram program)
    {
        _program = program;
        Types = new TypeRecords(program, RuntimeContract.ReadOnlyData);
        _readOnly.Write(Types.Bytes);
        if (program.Heap is { } heap) Heap = new HeapPlan(heap);
        Descriptors.Add(new FunctionDescriptor("", 0));
        foreach (var instance in program.Instances) AddDescriptors(instance);
        foreach (var memory in program.Memories) Record(memory.Address, memory.KnownPages * PageSize, memory.MaximumPages * PageSize, (ulong)memory.Region);
        foreach (var (number, table) in program.Tables.Index())
        {
            var holdsFunctions = program.Types.TopOf(table.Type.Element) == Binary.TypeCode.FuncRef;
            var kind = holdsFunctions ? 0UL : 1;
            if (!holdsFunctions) Heap?.Tables.Add(TableRecord(number));
            Record(table.Address, table.Type.Limits.Minimum, table.MaximumElements, (uint)table.Region | kind << 32);
        }
        _dataSegments = Array.ConvertAll(program.Instances, AddDataSegments);
        _elementSegments = Array.ConvertAll(program.Instances, AddElementSegments);
        foreach (var global in program.Globals)
        {
            if (ObjectLayout.IsTraced(global.Type.Type, program.Types)) Heap?.Cells.Add(program.GlobalOffset(global.Index));
        }
        if (program.HasTailCalls) JumpCell = Record(0);
    }

    public TypeRecords Types { get; }
    /// <summary>Null if the program has no garbage-collected heap.</summary>
    public HeapPlan? Heap { get; }

    public List<FunctionDescriptor> Descriptors { get; } = [];
    public List<InitialMemory> InitialMemory { get; } = [];
    /// <summary>Instance and number of active data segments that are in InitialMemory.</summary>
    public HashSet<(int Instance, int Segment)> Placed { get; } = [];
    /// <summary>Reference slots of element segments that initialisation has to fill.</summary>
    public List<(int Instance, ulong Address, ConstantExpression Expression)> ComputedElements { get; } = [];

    /// <summary>Record of a type by its id in the program, and of a tag by its number: for the collector and for casts.</summary>
    public ulong TypeRecord(int id) => Types.OfType(id);
    public ulong TagRecord(int tag) => Types.OfTag(tag);
    /// <summary>Eight bytes for the target of an indirect tail call that has no register for it; 0 in programs without tail calls.</summary>
    public ulong JumpCell { get; }

    public ulong MemoryAddress(int memory) => _program.Memories[memory].Address;
    /// <summary>Bytes that a memory has at all times.</summary>
    public ulong MinimumBytes(int memory) => _program.Memories[memory].Type.Limits.Minimum * PageSize;
    public ulong TableAddress(int table) => _program.Tables[table].Address;
    public ulong MemoryRecord(int memory) => RuntimeContract.Records + (ulong)(memory * RuntimeContract.MemoryRecordSize);
    public ulong TableRecord(int table) => MemoryRecord(_program.Memories.Length) + (ulong)(table * RuntimeContract.TableRecordSize);
    public ulong DataSegment(int instance, int segment) => _dataSegments[instance][segment];
    public ulong ElementSegment(int instance, int segment) => _elementSegments[instance][segment];
    public ulong Descriptor(int instance, int function) => DescriptorAddress(_program.Instances[instance].Functions[function]);

    /// <summary>Symbol of a function's code; a host import's is its stub.</summary>
    public static string Symbol(FunctionReference function) =>
        function.IsCode ? $"f{function.Instance}_{function.Index}" : function.IsHost ? $"h{function.Index}" : RuntimeContract.TrapSymbol;

    /// <summary>Whether a symbol is that of a WebAssembly function, and not of a stub.</summary>
    public static bool IsFunction(string symbol) => symbol[0] == 'f';

    public DataBlock[] Data()
    {
        var blocks = new List<DataBlock>();
        if (_readOnly.Length > RuntimeContract.MaximumReadOnlyData) throw new WasmUnsupportedException($"more than {RuntimeContract.MaximumReadOnlyData:#,0} bytes of segments", -1);
        if (_records.Length > RuntimeContract.MaximumRecords) throw new WasmUnsupportedException("more segments than an image has room for", -1);
        if (_readOnly.Length > 0) blocks.Add(new DataBlock(RuntimeContract.ReadOnlyData, _readOnly.ToArray(), false));
        if (_records.Length > 0) blocks.Add(new DataBlock(RuntimeContract.Records, _records.ToArray(), true));
        return [.. blocks];
    }

    /// <summary>Address of a constant that the code generator is not to see; call in a fixed order.</summary>
    public ulong HiddenConstant(ulong bits)
    {
        if (_hidden.TryGetValue(bits, out var address)) return address;
        Align(_readOnly);
        address = RuntimeContract.ReadOnlyData + (ulong)_readOnly.Length;
        Write(_readOnly, bits);
        _hidden.Add(bits, address);
        return address;
    }

    private ulong DescriptorAddress(FunctionReference function) => RuntimeContract.Descriptors + 16 * (ulong)_descriptorOf[function];

    /// <summary>A function's reference can only be taken if an element segment, an export or a global mentions it (spec 3.4.10, C.refs).</summary>
    private void AddDescriptors(LinkedInstance instance)
    {
        var module = instance.Module;
        foreach (var segment in module.Elements)
        {
            foreach (var function in segment.Functions ?? []) AddDescriptor(instance, function);
            foreach (var expression in segment.Expressions ?? []) AddDescriptors(instance, expression);
        }
        foreach (var global in module.DefinedGlobals) AddDescriptors(instance, global.Initializer);
        foreach (var table in module.DefinedTables)
        {
            if (table.Initializer is { } initializer) AddDescriptors(instance, initializer);
        }
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function) AddDescriptor(instance, export.Index);
        }
    }

    private void AddDescriptors(LinkedInstance instance, ConstantExpression expression)
    {
        foreach (var instruction in ConstantExpressions.Read(instance.Module, expression))
        {
            if (instruction.Opcode == Opcode.RefFunc) AddDescriptor(instance, (int)instruction.A);
        }
    }

    private void AddDescriptor(LinkedInstance instance, int index)
    {
        var function = instance.Functions[index];
        if (!_descriptorOf.TryAdd(function, Descriptors.Count)) return;
        Descriptors.Add(new FunctionDescriptor(Symbol(function), (uint)_program.TypeId(function)));
        if (Descriptors.Count > RuntimeContract.MaximumDescriptors) throw new WasmUnsupportedException("more function references than an image has room for", -1);
    }

    private static void Write(MemoryStream stream, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void Align(MemoryStream stream)
    {
        while (stream.Length % 8 != 0) stream.WriteByte(0);
    }

    private ulong Record(params ReadOnlySpan<ulong> words)
    {
        var address = RuntimeContract.Records + (ulong)_records.Length;
        foreach (var word in words) Write(_records, word);
        return address;
    }

    /// <summary>
    /// Active segments of a memory that the instance defines itself, at constant offsets within its first size, become the memory's first
    /// contents, as long as none before them could trap: nobody can see the memory before.
    /// </summary>
    private ulong[] AddDataSegments(LinkedInstance instance)
    {
        var module = instance.Module;
        var addresses = new ulong[module.Data.Length];
        var place = true;
        for (var i = 0; i < addresses.Length; i++)
        {
            var segment = module.Data[i];
            if (segment.Mode == SegmentMode.Active)
            {
                place &= segment.Memory >= module.ImportedMemories && ConstantExpressions.Constant(module, segment.Offset) is { } offset
                    && Fits(offset, (ulong)segment.Length, module.Memories[segment.Memory].Limits.Minimum * PageSize);
                if (place)
                {
                    var memory = instance.Memories[segment.Memory];
                    var address = MemoryAddress(memory) + ConstantExpressions.Constant(module, segment.Offset)!.Value;
                    if (segment.Length > 0) InitialMemory.Add(new InitialMemory(memory, address, module.Bytes.Slice(segment.Start, segment.Length)));
                    Placed.Add((instance.Index, i));
                    addresses[i] = Record(0, 0);
                    continue;
                }
            }
            Align(_readOnly);
            addresses[i] = Record(RuntimeContract.ReadOnlyData + (ulong)_readOnly.Length, (ulong)segment.Length);
            _readOnly.Write(module.Bytes.Span.Slice(segment.Start, segment.Length));
        }
        return addresses;
    }

    private static bool Fits(ulong offset, ulong length, ulong size) => length <= size && offset <= size - length;

    /// <summary>Contents are reference values; those that depend on a global are in writable memory.</summary>
    private ulong[] AddElementSegments(LinkedInstance instance)
    {
        var module = instance.Module;
        var addresses = new ulong[module.Elements.Length];
        for (var i = 0; i < addresses.Length; i++)
        {
            var segment = module.Elements[i];
            var values = new ulong[segment.Count];
            var computed = new List<int>();
            for (var j = 0; j < values.Length; j++)
            {
                if (segment.Functions is { } functions) values[j] = DescriptorAddress(instance.Functions[functions[j]]);
                else if (ConstantExpressions.Read(module, segment.Expressions![j]) is [var only] && only.Opcode is Opcode.RefFunc or Opcode.RefNull)
                    values[j] = only.Opcode == Opcode.RefNull ? 0 : DescriptorAddress(instance.Functions[only.A]);
                else computed.Add(j);
            }
            var length = segment.Mode == SegmentMode.Declarative ? 0 : (ulong)values.Length;
            var contents = computed.Count > 0 ? Record(values) : AddReadOnly(values);
            addresses[i] = Record(contents, length);
            if (computed.Count > 0) Heap?.Segments.Add(addresses[i]);
            foreach (var j in computed) ComputedElements.Add((instance.Index, contents + 8 * (ulong)j, segment.Expressions![j]));
        }
        return addresses;
    }

    /// <summary>Address of a table with four bytes for each tag; made when first asked for.</summary>
    public ulong TagKinds(int[] kinds)
    {
        if (_tagKinds != 0) return _tagKinds;
        var words = new ulong[(kinds.Length + 1) / 2];
        for (var i = 0; i < kinds.Length; i++) words[i / 2] |= (ulong)kinds[i] << (i % 2 * 32);
        return _tagKinds = AddReadOnly(words);
    }

    private ulong AddReadOnly(ulong[] values)
    {
        Align(_readOnly);
        var address = RuntimeContract.ReadOnlyData + (ulong)_readOnly.Length;
        foreach (var value in values) Write(_readOnly, value);
        return address;
    }
}
